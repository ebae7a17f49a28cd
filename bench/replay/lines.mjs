// The quickest way to values that JavaScript offers without code of ours: read in large pieces, decode, split, JSON.parse.
import { createReadStream } from "node:fs";

/** The texts of a file's lines, an array for each piece that was read. */
export async function* lines(file) {
  let rest = "";
  for await (const piece of createReadStream(file, { encoding: "utf8", highWaterMark: 1 << 20 })) {
    const parts = (rest + piece).split("\n");
    rest = parts.pop();
    yield parts;
  }
  if (rest !== "") yield [rest];
}
