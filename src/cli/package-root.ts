import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this package: `app.yml`, `policies-template/` and `action/` lie there, in a clone as on npm. */
export const packageRoot = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** The version of this package. */
export const { version } = JSON.parse(readFileSync(resolve(packageRoot, "package.json"), "utf8")) as {
  version: string;
};
