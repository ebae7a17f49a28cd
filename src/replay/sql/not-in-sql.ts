/** Thrown where a policy asks for something that SQL cannot give exactly; the message is a sentence for its author. */
export class NotInSql extends Error {}

/** Thrown where the exact result of a formula has too many digits: narrower inputs may do. */
export class TooWide extends NotInSql {}
