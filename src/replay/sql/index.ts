/** The SQL form of a replay: the query that counts the same in a warehouse. */
export { type DialectName, dialects } from "./dialect.ts";
export { NotInSql } from "./not-in-sql.ts";
export { type OptionalColumn, optionalColumns, replaySql, type SqlRequest } from "./replay-sql.ts";
