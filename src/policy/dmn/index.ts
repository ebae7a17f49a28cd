export { importDmn } from "./import.ts";
export type { ImportedPolicy } from "./import-table.ts";
