import type { Account, App } from "./types.ts";
import type { World } from "./world.ts";

/** Who commits what people do on GitHub's web pages and through its API on behalf of apps. */
export const WEB_FLOW = { name: "GitHub", email: "noreply@github.com" };

/** Accounts that every GitHub has, with their real numbers, because code in the wild looks for them. */
const NUMBERS = { github: 9919, webFlow: 19864447, actionsApp: 15368, actionsBot: 41898282 };

/** Adds `github`, `web-flow` and the `github-actions` app, in whose name workflows report; gives the app. */
export function addBuiltIns(world: World): App {
  const createdAt = world.now();
  const account = (type: Account["type"], id: number, login: string, email: string | null): Account =>
    world.addAccount({ type, id, login, name: login, email, createdAt });
  const owner = account("Organization", NUMBERS.github, "github", null);
  account("User", NUMBERS.webFlow, "web-flow", WEB_FLOW.email);
  const app: App = {
    id: NUMBERS.actionsApp,
    slug: "github-actions",
    name: "GitHub Actions",
    description: "Automate your workflow from idea to production",
    clientId: "Iv1.05c79e9ad1f6bdfa",
    externalUrl: "https://help.github.com/en/actions",
    owner,
    bot: account("Bot", NUMBERS.actionsBot, "github-actions[bot]", null),
    permissions: { checks: "write", metadata: "read" },
    events: [],
    webhookUrl: null,
    webhookSecret: "",
    hookId: 0,
    publicKeyPem: "",
    createdAt,
  };
  world.apps.set(app.id, app);
  return app;
}
