/** Gives the same number for the same text. */
export function numbering(): (text: string) => number {
  const known = new Map<string, number>();
  return (text) => {
    const at = known.get(text) ?? known.size;
    known.set(text, at);
    return at;
  };
}
