import { LRUCache } from "lru-cache";
import type { Tree } from "./repository.ts";

/**
 * Git objects never change, so what was read once need not be read again. One cache serves all repositories of a
 * process; keys name the repository too, so that nobody reads an object of a repository they cannot see.
 */
export class ObjectCache {
  readonly trees = new LRUCache<string, Tree>({ max: 500 });
  readonly blobs: LRUCache<string, string>;

  /** @param bytes how much text to keep at most. */
  constructor(bytes = 64 * 1024 * 1024) {
    this.blobs = new LRUCache<string, string>({ maxSize: bytes, sizeCalculation: (text) => text.length + 1 });
  }

  async tree(key: string, read: () => Promise<Tree>): Promise<Tree> {
    return remember(this.trees, key, read);
  }

  async blob(key: string, read: () => Promise<string>): Promise<string> {
    return remember(this.blobs, key, read);
  }
}

async function remember<V extends {}>(cache: LRUCache<string, V>, key: string, read: () => Promise<V>): Promise<V> {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const value = await read();
  cache.set(key, value);
  return value;
}
