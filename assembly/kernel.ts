/**
 * All that the replay kernel does in WebAssembly: it walks over lines, and decides columns.
 *
 * AssemblyScript (https://www.assemblyscript.org), built into src/replay/kernel/kernel-wasm.ts by scripts/build-wasm.mjs.
 */
export { abs, add, divide, multiply, negate, take } from "./doubles";
export { forget, learn, walk } from "./line-walker";
export { searchMany, searchOne } from "./search";
export { addBad, nearSlots, numberSlots } from "./slots";
