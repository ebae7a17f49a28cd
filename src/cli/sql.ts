import { Command, Option } from "commander";
import {
  type DialectName,
  dialects,
  NotInSql,
  type OptionalColumn,
  optionalColumns,
  replaySql,
} from "../replay/sql/index.ts";
import { plainLine } from "../text/index.ts";
import { policyAt } from "./read-policy.ts";

interface Options {
  base: string;
  head: string;
  dialect: DialectName;
  table: string;
  without?: OptionalColumn[];
  json?: boolean;
}

/** `countersign sql`: the query that replays a policy change where the records already are. */
export function sqlCommand(): Command {
  return new Command("sql")
    .summary("print the query that replays a policy change in a database")
    .description(
      "Prints one query that decides every record of a table under two versions of a policy, and returns the counters of\n" +
        "countersign replay as JSON. What the database cannot decide exactly is counted as undecided and named; a policy\n" +
        "that it cannot follow exactly is refused.",
    )
    .requiredOption("--base <policy>", "the version of today: a file, or <git-rev>:<path>")
    .requiredOption("--head <policy>", "the version to try: a file, or <git-rev>:<path>")
    .addOption(new Option("--dialect <name>", "the database").choices(Object.keys(dialects)).makeOptionMandatory())
    .requiredOption(
      "--table <name>",
      "the table or view of decision records, like decisions or lending.decisions: decision_id and input (JSON), and\n" +
        `${optionalColumns.join(", ")} unless --without says otherwise`,
    )
    .addOption(
      new Option("--without <column...>", "columns that the table does not have").choices([...optionalColumns]),
    )
    .option("--json", "print the query as JSON")
    .addHelpText(
      "after",
      "\nExit codes: 0 printed, 1 the policy cannot be replayed exactly in SQL, 2 wrong usage or something cannot be read.\n" +
        "\nFor example: countersign sql --base main:policies/a/policy.yaml --head policies/a/policy.yaml --dialect duckdb\n" +
        "  --table decisions | duckdb -noheader -list decisions.duckdb",
    )
    .action(async (options: Options) => {
      try {
        process.stdout.write(await run(options));
      } catch (error) {
        const { message } = error as Error;
        const refused = error instanceof NotInSql;
        process.stderr.write(
          refused
            ? `${plainLine(message)}\nReplay such a policy with countersign replay, whole or in shards.\n`
            : `${message}\n`,
        );
        process.exitCode = refused ? 1 : 2;
      }
    });
}

async function run({ base, head, dialect, table, without = [], json }: Options): Promise<string> {
  const sql = replaySql({ base: await policyAt(base), head: await policyAt(head), dialect, table, without });
  return json ? `${JSON.stringify({ dialect, table, sql }, null, 2)}\n` : sql;
}
