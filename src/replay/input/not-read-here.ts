const toCsv = "save it as CSV in UTF-8 (or as Parquet or newline-delimited JSON)";

/** Forms in which tables are kept too, by their first bytes: none of them could begin a text. */
const forms: readonly [magic: string, what: string][] = [
  ["PK\x03\x04", `a ZIP archive or an Excel workbook: unpack it, or ${toCsv}.`],
  ["\xd0\xcf\x11\xe0", `an Excel workbook: ${toCsv}.`],
  ["SQLite format 3\0", `a database of SQLite: ${toCsv}.`],
  ["Obj\x01", `a file of Avro: ${toCsv}.`],
  ["ARROW1\0\0", `a file of Arrow: ${toCsv}.`],
  ["\xfd7zXZ\0", "packed with xz: unpack it, or pack it with gzip or zstd."],
  ["7z\xbc\xaf", "packed with 7-Zip: unpack it, or pack it with gzip or zstd."],
];
/** Followed by what no text has, or it could be a heading of CSV. */
const bzip2 = /^BZh[1-9]1AY&SY/;
const encrypted = /^PARE[^ -~]/s;

/** What a log is, and what to do, where it is in a form that is not read here; undefined for any other. */
export function notReadHere(first: Uint8Array): string | undefined {
  const begins = Buffer.from(first.subarray(0, 16)).toString("latin1");
  if (bzip2.test(begins)) return "packed with bzip2: unpack it, or pack it with gzip or zstd.";
  if (encrypted.test(begins)) return "Parquet with an encrypted footer: decrypt it first.";
  return forms.find(([magic]) => begins.startsWith(magic))?.[1];
}
