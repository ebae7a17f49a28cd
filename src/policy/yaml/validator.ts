import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

export type JsonSchema = { $id: string } & Record<string, unknown>;

/** The schemas are our own and held to their meta-schema by a test: compiling that takes longer than all the rest. */
const ajv = new Ajv2020({
  allErrors: true,
  verbose: true,
  strict: true,
  allowUnionTypes: true,
  validateSchema: false,
});

/** Checks data against one of the published schemas. In a bundled program this module gives way to what it would compile. */
export function validator(schema: JsonSchema): ValidateFunction {
  return ajv.getSchema(schema.$id) ?? ajv.compile(schema);
}
