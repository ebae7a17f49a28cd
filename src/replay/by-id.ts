/** Orders ids so that numbered ones come in their natural order (`case-9` before `case-10`), the same on every machine. */
export function byId(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
