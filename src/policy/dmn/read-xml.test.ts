import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dmnText } from "../../../test/support/dmn-text.ts";
import { LIMITS } from "../limits.ts";
import { importDmn } from "./import.ts";

async function first(xml: string): Promise<string> {
  const { findings } = await importDmn(xml, { file: "table.dmn" });
  const { file, line, code, message } = findings[0]!;
  return `${file}:${line} ${code} ${message}`;
}

describe("what is no DMN gets a finding with its line", () => {
  const good = dmnText();

  test.each([
    ["nothing", "", "table.dmn:1 dmn-xml This is not well-formed DMN: missing start tag."],
    ["another format", "policy: a", "table.dmn:1 dmn-xml"],
    ["a tag that does not close", good.replace("</decisionTable>", "</decision>"), "table.dmn:8 dmn-xml"],
    ["a file cut short", good.slice(0, 400), "dmn-xml"],
    ["another root", "<bpmn/>", "dmn-xml This is not well-formed DMN: the root is no <definitions>"],
    ["an unknown version", dmnText({ namespace: "urn:x" }), "the root is no <definitions> in a namespace of DMN 1.1"],
    ["elements inside a text", good.replace("amount</text>", "<b/></text>"), "only text can stand"],
    ["another encoding", good.replace("UTF-8", "UTF-16"), "table.dmn:1 dmn-encoding This file says it is in UTF-16"],
  ])("%s", async (_story, xml, expected) => {
    expect(await first(xml)).toContain(expected);
  });
});

describe("XML that could do harm is refused", () => {
  const good = dmnText();

  test("a document type, and with it every entity, external ones too", async () => {
    const doctype = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>';
    expect(await first(good.replace("\n", `\n${doctype}`))).toContain("table.dmn:2 dmn-doctype");
    expect(await first(good.replace("&lt; 100", "&a;"))).toContain("table.dmn:7 dmn-xml `&a;` is no character of XML");
  });

  test("the same words inside text are text", async () => {
    const xml = good.replace("&lt; 100", "<![CDATA[< 100]]>").replace("<decision ", "<!-- <!DOCTYPE &a; --><decision ");
    expect((await importDmn(xml)).policies).toHaveLength(1);
  });

  test("a file that is too large", async () => {
    expect(await first(`${good}${" ".repeat(LIMITS.fileLength)}`)).toContain("file-too-large");
  });

  test("elements that nest without end", async () => {
    expect(await first(good.replace("<output id='o1'/>", "<itemComponent>".repeat(100)))).toContain(
      "table.dmn:6 nested-too-deep",
    );
    const hostile = '<a b="/>">'.repeat(100);
    expect(await first(`<definitions>${hostile}`)).toContain("nested-too-deep");
  });

  test.each([
    ["open tags", "<a "],
    ["open quotes", '<a "'],
    ["text", "a"],
    ["comments", "<!--"],
    ["ampersands", "&a"],
    ["namespaces", ' xmlns="'],
  ])("megabytes of %s end soon", async (_story, piece) => {
    const xml = piece.repeat(Math.floor(1_500_000 / piece.length));
    const start = performance.now();
    await importDmn(xml);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

test("whatever is cut out of a file or changed in it, there is an answer", async () => {
  const good = dmnText({
    beside: '<inputData id="x" name="amount"><variable name="amount" typeRef="number"/></inputData>',
  });
  const place = fc.nat(good.length);
  await fc.assert(
    fc.asyncProperty(place, fc.nat(20), fc.string({ maxLength: 5 }), async (at, length, put) => {
      const { policies, findings } = await importDmn(good.slice(0, at) + put + good.slice(at + length));
      expect(policies.length > 0 || findings.some(({ severity }) => severity === "error")).toBe(true);
    }),
    { numRuns: 300 },
  );
});
