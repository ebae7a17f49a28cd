import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Octokit } from "octokit";
import { parse } from "yaml";
import type { AppOptions } from "../../bot/app.ts";
import { type Credentials, type LocalBot, serveBot } from "../../bot/serve.ts";
import { type Forge, startForge } from "../../forge/index.ts";
import { packageRoot } from "../package-root.ts";

/** Who works at Acme. Logins; what they may do follows from the RACI chart of the template. */
export const PEOPLE = ["maria", "tom", "ada", "omar", "olga", "petra", "leo", "audrey", "root"] as const;
export type Person = (typeof PEOPLE)[number];

/** The teams that the template's chart names. */
const TEAMS: Record<string, string[]> = { "loan-officers": ["olga"], "payables-clerks": ["leo"] };

export const OWNER = "acme";
export const REPO = "decisions";
export const AT = { owner: OWNER, repo: REPO };

/** An embedded GitHub with Acme's repository, people, the app installed, and a runner that has the Action. */
export interface World {
  forge: Forge;
  bot: LocalBot;
  /** A REST client with somebody's rights. */
  as(person: string): Octokit;
  /** Where somebody clones from and pushes to, credentials included. */
  gitUrl(person: string): string;
  token(person: string): string;
  app: { appId: number; slug: string; webhookSecret: string };
  /** With which another bot could answer for the app. */
  credentials: Credentials;
  /** Installs the app on the repository. @returns the installation's id. */
  install(): Promise<number>;
  /** Resolves when every webhook was answered and every workflow ended. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export interface WorldOptions extends AppOptions {
  /** Where the bare repository is kept. */
  directory: string;
  port?: number;
  people?: readonly string[];
  onExchange?: NonNullable<Parameters<typeof startForge>[0]["onExchange"]>;
}

/** Starts an empty world: the repository has no commit yet, and the bot listens. */
export async function startWorld({
  directory,
  port = 0,
  people = PEOPLE,
  onExchange,
  now,
}: WorldOptions): Promise<World> {
  const forge = await startForge({
    dir: directory,
    port,
    ...(onExchange ? { onExchange } : {}),
    ...(now ? { now } : {}),
  });
  const tokens = new Map<string, string>();
  for (const login of people) tokens.set(login, (await forge.createUser({ login })).token);
  await forge.createOrg({ login: OWNER, members: [...people] });
  for (const [slug, members] of Object.entries(TEAMS)) {
    await forge.createTeam({ org: OWNER, slug, members: members.filter((login) => tokens.has(login)) });
  }
  const collaborators = Object.fromEntries(
    people.map((login) => [login, login === "root" ? "admin" : "write"] as const),
  );
  await forge.createRepository({ owner: OWNER, name: REPO, collaborators });
  const bot = await serveBot();
  const manifest = parse(await readFile(join(packageRoot, "app.yml"), "utf8"));
  const app = await forge.registerApp({ manifest, webhookUrl: bot.url, owner: OWNER });
  const credentials: Credentials = { ...app, baseUrl: `${forge.url}/api/v3` };
  await bot.start(credentials, now ? { now } : {});
  forge.runner.use({ "countersign/countersign/action": join(packageRoot, "action") });
  return {
    forge,
    bot,
    app,
    credentials,
    as: (person) =>
      new Octokit({
        auth: token(tokens, person),
        baseUrl: `${forge.url}/api/v3`,
        throttle: { enabled: false },
        retry: { enabled: false },
        log: { debug() {}, info() {}, warn() {}, error() {} },
      }),
    gitUrl: (person) => `${forge.url.replace("://", `://${person}:${token(tokens, person)}@`)}/${OWNER}/${REPO}.git`,
    token: (person) => token(tokens, person),
    async install() {
      const { installationId } = await forge.installApp({ appId: app.appId, owner: OWNER, repositories: [REPO] });
      return installationId;
    },
    settled: () => forge.settled(),
    async stop() {
      await bot.stop();
      await forge.stop();
    },
  };
}

function token(tokens: Map<string, string>, person: string): string {
  const found = tokens.get(person);
  if (!found) throw new Error(`There is no ${person} in this world.`);
  return found;
}
