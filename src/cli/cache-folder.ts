import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * Where what was read of logs is kept: `$COUNTERSIGN_CACHE`, else `countersign` in the user's cache folder, which is
 * `$XDG_CACHE_HOME`, an absolute path, or `~/.cache` (XDG Base Directory Specification 0.8).
 */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  if (env.COUNTERSIGN_CACHE) return env.COUNTERSIGN_CACHE;
  const { XDG_CACHE_HOME: xdg = "" } = env;
  return join(isAbsolute(xdg) ? xdg : join(homedir(), ".cache"), "countersign");
}
