import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";

const folder = new URL("../schemas/", import.meta.url);
const here = fileURLToPath(new URL(".", import.meta.url));

/** The functions that `src/policy/yaml/validator.ts` would compile of the published schemas, by the same options. */
function validators() {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: true,
    allowUnionTypes: true,
    validateSchema: false,
    code: { source: true },
  });
  const ids = {};
  for (const file of readdirSync(folder)) {
    const schema = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
    // Of the records, which nothing validates at run time, one has formats, which come from elsewhere.
    if (file.endsWith("-record.schema.json")) continue;
    ajv.addSchema(schema);
    ids[schema.$id] = schema.$id;
  }
  return standaloneCode.default(ajv, ids);
}

/**
 * A plugin for esbuild: a bundled program brings its schemas compiled. Compiling them takes a program longer to start than
 * all it then does with a small policy. https://ajv.js.org/standalone.html
 */
export const precompiledSchemas = {
  name: "precompiled-schemas",
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /policy[\\/]yaml[\\/]validator\.[jt]s$/ }, () => ({
      contents: `import validators from "precompiled:validators"; export const validator = ({ $id }) => validators[$id];`,
    }));
    onResolve({ filter: /^precompiled:/ }, ({ path }) => ({ path, namespace: "precompiled" }));
    onLoad({ filter: /^precompiled:/, namespace: "precompiled" }, () => ({ contents: validators(), resolveDir: here }));
  },
};
