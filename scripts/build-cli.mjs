// Bundles the command line and the threads of its replay, after tsc: one that starts from some two hundred files takes longer
// to find and compile them than a small replay takes. What only some commands need stays in the packages it comes from.
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

await build({
  entryPoints: { main: "dist/cli/main.js", worker: "dist/replay/threads/worker.js" },
  outdir: "dist/bundle",
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
