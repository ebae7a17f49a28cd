// Compiles assembly/ to WebAssembly, as text in a module of the sources, so that nothing has to be found or built
// at run time. With --check it writes nothing and exits 1 when the committed module is not what the source gives.
import { readFileSync, writeFileSync } from "node:fs";
import asc from "assemblyscript/asc";

const source = "assembly/kernel.ts";
const file = "src/replay/kernel/kernel-wasm.ts";

let wasm;
const options = ["-O3", "--converge", "--noAssert", "--runtime", "stub", "--enable", "simd", "--importMemory"];
const { error, stderr } = await asc.main([source, "-o", "kernel.wasm", ...options], {
  readFile: (name) => {
    try {
      return readFileSync(name, "utf8");
    } catch {
      return null;
    }
  },
  writeFile: (_, contents) => {
    wasm = contents;
  },
});
if (error) {
  console.error(stderr.toString());
  process.exit(1);
}

const text = `/** assembly/kernel.ts in WebAssembly, base64: made by npm run build:wasm, not to be edited. */
// biome-ignore format: one long line says as much
export const kernelWasm = "${Buffer.from(wasm).toString("base64")}";
`;
if (!process.argv.includes("--check")) {
  writeFileSync(file, text);
} else if (text !== readFileSync(file, "utf8")) {
  console.error(`${file} is stale: run \`npm run build:wasm\` and commit it.`);
  process.exit(1);
}
