import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { LedgerRecord } from "../../src/ledger/record.ts";

const schema = resolve(import.meta.dirname, "../../schemas/ledger-record.schema.json");
const ajv = new Ajv2020({ allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile<LedgerRecord>(JSON.parse(readFileSync(schema, "utf8")));

/** A record as it was read. @throws Error where it is not what the published schema describes. */
export function parseRecord(text: string): LedgerRecord {
  const record = JSON.parse(text);
  if (!validate(record)) throw new Error(`Not a ledger record: ${ajv.errorsText(validate.errors)}\n${text}`);
  return record;
}
