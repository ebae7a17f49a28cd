// One measurement of run.mjs: prints processor milliseconds, peak memory and the number of flips.
import { readFileSync } from "node:fs";
import { loadPolicy } from "../../dist/policy/index.js";
import { blocks, eachLine } from "../../dist/replay/blocks.js";
import { fileBytes, replay } from "../../dist/replay/index.js";

const [, , log, way, ...files] = process.argv;
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

async function parse() {
  for await (const block of blocks(fileBytes(log)))
    eachLine(block.bytes, (_, start, end) =>
      JSON.parse(Buffer.from(block.bytes.buffer, block.bytes.byteOffset + start, end - start).toString()),
    );
  return {};
}

async function decide() {
  const [base, head] = files.map((file) => {
    const { policy, findings } = loadPolicy(readFileSync(file, "utf8"), { file });
    if (!policy) throw new Error(JSON.stringify(findings.slice(0, 3)));
    return policy;
  });
  const started = cpu();
  const report = await replay({ base, head, logs: [{ name: log, bytes: fileBytes(log) }], kernel: way === "kernel" });
  return { flips: report.flips.count, started };
}

const before = cpu();
const { flips, started = before } = way === "parse" ? await parse() : await decide();
const memory = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(JSON.stringify({ cpu: cpu() - started, memory, flips }));
