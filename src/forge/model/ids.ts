/** Numbers for new things. Kinds count apart, so that mixing up two kinds of id is found out rather than working by chance. */
export class Ids {
  #last = new Map<string, number>();

  /** @param kind first use starts it, each at its own thousand */
  next(kind: string): number {
    const last = this.#last.get(kind) ?? 1000 * (this.#last.size + 1);
    this.#last.set(kind, last + 1);
    return last + 1;
  }
}

/** GitHub's opaque `node_id`. */
export const nodeId = (kind: string, id: number | string) => Buffer.from(`0:${kind}${id}`).toString("base64url");
