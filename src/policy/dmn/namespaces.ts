/** DMN 1.3, which dmn-moddle reads and the export writes. */
export const DMN13 = "https://www.omg.org/spec/DMN/20191111/MODEL/";
const DMNDI13 = "https://www.omg.org/spec/DMN/20191111/DMNDI/";

/** What DMN has no word for, written by the export and read back by the import. */
export const EXTENSION = { prefix: "countersign", uri: "urn:countersign:policy" } as const;

/**
 * The namespaces of the other versions (https://www.omg.org/spec/DMN/): decision tables, item definitions and requirements
 * are written alike in all of them, so they read as DMN 1.3. The second of DMN 1.1 is one that early tools wrote.
 */
const versions: Record<string, string> = {
  "http://www.omg.org/spec/DMN/20151101/dmn.xsd": DMN13,
  "http://www.omg.org/spec/DMN/20151101/dmn11.xsd": DMN13,
  "http://www.omg.org/spec/DMN/20180521/MODEL/": DMN13,
  "http://www.omg.org/spec/DMN/20180521/DMNDI/": DMNDI13,
  "https://www.omg.org/spec/DMN/20211108/MODEL/": DMN13,
  "https://www.omg.org/spec/DMN/20211108/DMNDI/": DMNDI13,
  "https://www.omg.org/spec/DMN/20230324/MODEL/": DMN13,
  "https://www.omg.org/spec/DMN/20230324/DMNDI/": DMNDI13,
  // The drawings of Camunda Modeler before DMN had its own.
  "http://bpmn.io/schema/dmn/biodi/1.0": "http://bpmn.io/schema/dmn/biodi/2.0",
};

/** The text with the namespaces of DMN 1.1, 1.2, 1.4 and 1.5 written as those of 1.3. Lines stay where they are. */
export function toDmn13(xml: string): string {
  return xml.replace(
    /(\sxmlns(?::[\w.-]+)?\s*=\s*)(["'])([^"']*)\2/g,
    (_, name, quote, uri) => `${name}${quote}${versions[uri] ?? uri}${quote}`,
  );
}
