import { type Person, utc } from "../git/commits.ts";
import { type Ctx, caller, callingApp } from "../http/context.ts";
import { type Body, needText, text } from "../http/fields.ts";
import { WEB_FLOW } from "../model/people.ts";
import type { World } from "../model/world.ts";
import { signatureOf } from "../present/commit.ts";

function given(body: Body, now: Date): Person {
  return { name: needText(body, "name"), email: needText(body, "email"), date: utc(text(body, "date") ?? now) };
}

/**
 * Author and committer of a commit made over REST: those given, else the caller. What an app commits without naming
 * anyone, GitHub commits itself.
 */
export function signatures(world: World, c: Ctx, author: Body | undefined, committer: Body | undefined) {
  const now = world.now();
  const self = signatureOf(caller(c), now);
  const by = author ? given(author, now) : committer ? given(committer, now) : self;
  const otherwise = callingApp(c) && !author ? { ...WEB_FLOW, date: utc(now) } : by;
  return { author: by, committer: committer ? given(committer, now) : otherwise };
}
