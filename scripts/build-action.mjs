// Bundles the replay-test Action into action/dist: a runner executes it as it is committed, with nothing installed.
// With --check it writes nothing and exits 1 when the committed bundle is not what the sources give.
import { readFileSync } from "node:fs";
import { build } from "esbuild";
import { precompiledSchemas } from "./precompiled-schemas.mjs";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const file = "action/dist/index.mjs";

const { outputFiles } = await build({
  entryPoints: ["action/src/main.ts"],
  outfile: file,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  legalComments: "eof",
  define: { COUNTERSIGN_VERSION: JSON.stringify(version) },
  // Bundled CommonJS packages call require, which a module does not have.
  banner: { js: 'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);' },
  plugins: [
    precompiledSchemas,
    {
      // @actions/core brings an HTTP client for OpenID tokens, which the Action does not use; saying so lets it go.
      name: "unused-http-client",
      setup({ onResolve, resolve }) {
        onResolve({ filter: /^@actions\/http-client/ }, async ({ path, pluginData, ...args }) =>
          pluginData === "resolved"
            ? undefined
            : { ...(await resolve(path, { ...args, pluginData: "resolved" })), sideEffects: false },
        );
      },
    },
  ],
  write: !process.argv.includes("--check"),
});

if (outputFiles && outputFiles[0].text !== readFileSync(file, "utf8")) {
  console.error(`${file} is stale: run \`npm run build:action\` and commit it.`);
  process.exit(1);
}
