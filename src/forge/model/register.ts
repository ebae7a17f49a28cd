import { generateKeyPairSync, randomBytes } from "node:crypto";
import { checkManifest, type Manifest } from "./manifest.ts";
import type { Account, App } from "./types.ts";
import type { World } from "./world.ts";

const slugOf = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** What only whoever registers an app gets to see. */
export interface Registration {
  app: App;
  /** PKCS#1 PEM, as GitHub's are. */
  privateKey: string;
}

/** Registers a GitHub App as its manifest asks. @throws Error when the manifest asks for what GitHub does not grant */
export function registerApp(world: World, manifest: Manifest, webhookUrl: string | null, owner: Account): Registration {
  const name = manifest.name ?? "app";
  const slug = slugOf(name);
  const permissions = checkManifest(manifest);
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  const login = `${slug}[bot]`;
  const createdAt = world.now();
  const bot: Account = { type: "Bot", id: world.ids.next("account"), login, name: login, email: null, createdAt };
  const app: App = {
    id: world.ids.next("app"),
    slug,
    name,
    description: manifest.description ?? null,
    clientId: `Iv23${randomBytes(8).toString("hex")}`,
    externalUrl: manifest.url ?? world.url,
    owner,
    bot: world.addAccount(bot),
    permissions,
    events: [...(manifest.default_events ?? [])],
    webhookUrl,
    webhookSecret: randomBytes(20).toString("hex"),
    hookId: world.ids.next("hook"),
    publicKeyPem: publicKey,
    createdAt,
  };
  world.apps.set(app.id, app);
  return { app, privateKey };
}
