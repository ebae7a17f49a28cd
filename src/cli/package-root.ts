import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this package: `app.yml`, `policies-template/` and `action/` lie there, in a clone as on npm. */
export const packageRoot = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
