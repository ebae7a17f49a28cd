/** Edit distance with swaps of neighbours counted once (optimal string alignment). */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

/** The candidate closest to what was written, if one is close enough to be a likely slip of the hand. */
export function nearest(written: string, candidates: Iterable<string>): string | undefined {
  const plain = (text: string) =>
    text
      .slice(0, 100)
      .toLowerCase()
      .replace(/[\s_-]+/g, " ");
  let best: { name: string; distance: number } | undefined;
  for (const name of candidates) {
    const far = distance(plain(written), plain(name));
    if (far <= Math.max(1, Math.floor(name.length / 3)) && far < (best?.distance ?? Infinity))
      best = { name, distance: far };
  }
  return best?.name;
}

/** ` Did you mean "refer"?`, or the few valid names, or nothing: the end of a message about an unknown name. */
export function didYouMean(written: string, candidates: Iterable<string>): string {
  const names = [...candidates];
  const close = nearest(written, names);
  if (close !== undefined) return ` Did you mean "${close}"?`;
  return names.length > 0 && names.length <= 8 ? ` Known: ${names.join(", ")}.` : "";
}
