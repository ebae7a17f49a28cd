type Value = string | number | boolean | null;

/** A value, or the values of the components of a structure. */
export type ExpectedResult = Value | Record<string, Value>;

export interface TestCase {
  id: string;
  /** By the names of the DMN file; a component of a structure by its path. */
  inputs: Record<string, Value>;
  results: Record<string, ExpectedResult>;
}

/**
 * Reads a test case file of the DMN compatibility kit (its `testCases.xsd`): values and structures one level deep, which is
 * all that level 2 has.
 */
export function readTestCases(xml: string): TestCase[] {
  return blocks(xml, "testCase").map(({ attributes, body }) => {
    const inputs = blocks(body, "inputNode").flatMap(({ attributes, body }) => {
      const value = readValue(body);
      const name = attributes.name!;
      if (!isStructure(value)) return [[name, value]];
      return Object.entries(value).map(([component, one]) => [`${name}.${component}`, one]);
    });
    const results = blocks(body, "resultNode").map(({ attributes, body }) => {
      return [attributes.name!, readValue(blocks(body, "expected")[0]?.body ?? "")];
    });
    return { id: attributes.id!, inputs: Object.fromEntries(inputs), results: Object.fromEntries(results) };
  });
}

const isStructure = (value: ExpectedResult): value is Record<string, Value> =>
  typeof value === "object" && value !== null;

interface Block {
  attributes: Record<string, string>;
  body: string;
}

function blocks(xml: string, tag: string): Block[] {
  return [...xml.matchAll(new RegExp(`<${tag}((?:\\s[^>]*?)?)(?:/>|>([\\s\\S]*?)</${tag}>)`, "g"))].map((match) => ({
    attributes: Object.fromEntries(
      [...match[1]!.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, name, text]) => [name!, plain(text!)]),
    ),
    body: match[2] ?? "",
  }));
}

function readValue(body: string): ExpectedResult {
  const components = blocks(body, "component");
  if (components.length > 0) {
    return Object.fromEntries(components.map(({ attributes, body }) => [attributes.name!, readValue(body) as Value]));
  }
  const [value] = blocks(body, "value");
  if (!value || value.attributes["xsi:nil"] === "true") return null;
  const text = plain(value.body);
  const type = value.attributes["xsi:type"] ?? "xsd:string";
  if (/decimal|double|integer/.test(type)) return Number(text);
  return /boolean/.test(type) ? text === "true" : text;
}

const plain = (text: string) =>
  text.replace(
    /&(lt|gt|quot|apos|amp);/g,
    (_, name: string) => ({ lt: "<", gt: ">", quot: '"', apos: "'" })[name] ?? "&",
  );
