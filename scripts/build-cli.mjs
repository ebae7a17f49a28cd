// Bundles the command line and the threads of its replay, after tsc: one that starts from some two hundred files takes longer
// to find and compile them than a small replay takes. What only some commands need stays in the packages it comes from.
import { readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { precompiledSchemas } from "./precompiled-schemas.mjs";

/** Packages that are needed to read and replay a policy. */
const inside = [
  "@lezer/common",
  "@lezer/highlight",
  "@lezer/lr",
  "ajv",
  "commander",
  "decimal.js",
  "lezer-feel",
  "picomatch",
  "semver",
  "yaml",
];

const outdir = "dist/bundle";
const { metafile } = await build({
  entryPoints: { main: "dist/cli/main.js", worker: "dist/replay/threads/worker.js" },
  outdir,
  metafile: true,
  bundle: true,
  splitting: true,
  platform: "node",
  target: "node20",
  format: "esm",
  banner: {
    js: 'import { createRequire as requireOf } from "node:module";\nconst require = requireOf(import.meta.url);',
  },
  plugins: [
    precompiledSchemas,
    {
      name: "other-packages-outside",
      setup({ onResolve }) {
        onResolve({ filter: /^[^./]/ }, ({ path }) =>
          inside.some((name) => path === name || path.startsWith(`${name}/`)) ? undefined : { external: true },
        );
      },
    },
  ],
});

// Files are named by what they hold, so that those of the build before stay behind.
const written = new Set(Object.keys(metafile.outputs).map((file) => basename(file)));
for (const file of readdirSync(outdir)) if (!written.has(file)) rmSync(join(outdir, file));
