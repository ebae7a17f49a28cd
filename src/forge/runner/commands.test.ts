import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCommands, readFileCommands } from "./commands.ts";

describe("what a step says", () => {
  test("annotations with their place, masks, and nothing of ordinary output", () => {
    const { annotations, masks } = readCommands(
      "hello\n::error file=a.yaml,line=3,endLine=4,col=2,title=Bad%2C very::It%0Abroke: so\n::add-mask::s3cret\n::warning::plain\n a::error::no",
    );
    expect(annotations).toMatchObject([
      {
        path: "a.yaml",
        start_line: 3,
        end_line: 4,
        start_column: 2,
        title: "Bad, very",
        message: "It\nbroke: so",
        annotation_level: "failure",
      },
      { path: ".github", start_line: 1, title: null, message: "plain", annotation_level: "warning" },
    ]);
    expect(masks).toEqual(["s3cret"]);
  });

  test("outputs as lines and as blocks", () => {
    expect(readFileCommands("a=1\nb<<END\ntwo\nlines=x\nEND\nc=x=y\n")).toEqual({
      a: "1",
      b: "two\nlines=x",
      c: "x=y",
    });
    expect(() => readFileCommands("b<<END\ntwo\n")).toThrow("Matching delimiter not found 'END'");
    expect(() => readFileCommands("nonsense")).toThrow("Invalid format 'nonsense'");
  });

  test("any value comes back from a block as it was", () => {
    const value = fc.string().filter((text) => !/[\r\n]END|^END|\r/.test(text));
    fc.assert(
      fc.property(value, (text) => {
        expect(readFileCommands(`name<<END\n${text}\nEND\n`)).toEqual({ name: text });
      }),
    );
  });
});
