import { endianness } from "node:os";
import { kernelWasm } from "./kernel-wasm.ts";

/** As much of WebAssembly's JavaScript API as is used here (https://webassembly.github.io/spec/js-api/); Node has it, its types have not. */
interface Api {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => Module;
  Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  Instance: new (module: Module, imports: Record<string, Record<string, unknown>>) => { readonly exports: unknown };
}

/** Code that was compiled, and can be instantiated many times. */
export interface Module {
  readonly module?: never;
}

export const { WebAssembly } = globalThis as unknown as { WebAssembly: Api };

let module: Module | undefined;

/**
 * What assembly/kernel.ts is, compiled at the first use; undefined where the machine cannot run it. Memory is shared with typed
 * arrays, which have the byte order of the machine.
 */
export function kernelModule(): Module | undefined {
  if (module || endianness() !== "LE" || WebAssembly === undefined) return module;
  const bytes = Buffer.from(kernelWasm, "base64");
  if (WebAssembly.validate(bytes)) module = new WebAssembly.Module(bytes);
  return module;
}
