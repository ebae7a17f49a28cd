export { exportDmn } from "./export.ts";
export { importDmn } from "./import.ts";
export type { ImportedPolicy } from "./import-table.ts";
