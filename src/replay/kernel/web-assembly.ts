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
