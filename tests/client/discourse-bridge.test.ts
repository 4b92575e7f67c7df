/** examples/discourse-bridge between a forum and a service, all over real HTTP. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createEvenhand } from "@evenhand/client";
import { type Event, validateEvent } from "@evenhand/contract";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ContractServer } from "../../packages/client/src/testing/contract-server.js";
import { example, type Handler } from "./example.js";
import { DISCOURSE_SECRET, discoursePost, discourseUser, discourseWebhook, FakeDiscourse } from "./fake-discourse.js";
import { measureData, signedWebhook, WEBHOOK_SECRET } from "./webhook-request.js";

const STATEMENT_URL = "https://evenhand.example/statements/s1";
let service: ContractServer;
let forum: FakeDiscourse;
let server: Server;
let url: string;
let errors: unknown[];
let unsupported: unknown[];

beforeEach(async () => {
  service = await ContractServer.start();
  service.resources.set("/v1/statements/s1", {
    id: "s1",
    url: STATEMENT_URL,
    clause: { id: "spam.flooding", title: "Do not flood", text: "" },
    text: {
      title: "Your post was removed",
      sections: [{ heading: "Why", paragraphs: ["It was one of many.", "All alike."] }],
    },
  });
  forum = await FakeDiscourse.start();
  forum.addUser(7, "ann");
  forum.addPost(501);
  errors = [];
  unsupported = [];
  const { createBridge } = await example<{ createBridge: (options: object) => Handler }>("discourse-bridge/bridge.mjs");
  const { createDiscourse } = await example<{ createDiscourse: (options: object) => object }>(
    "discourse-bridge/discourse-api.mjs",
  );
  const { serve } = await example<{ serve: (handler: Handler) => Promise<Server> }>("discourse-bridge/serve.mjs");
  const seen = new Set<string>();
  const bridge = createBridge({
    evenhand: createEvenhand({ url: service.url, key: "eh_test", backoffMs: 5, retries: 2 }),
    evenhandSecret: WEBHOOK_SECRET,
    discourse: createDiscourse({ url: forum.url, key: "forum-key", username: "evenhand", backoffMs: 5 }),
    discourseSecret: DISCOURSE_SECRET,
    source: "https://forum.example",
    dedupe: { seen: (id: string) => seen.has(id), remember: (id: string) => void seen.add(id) },
    onError: (error: unknown) => errors.push(error),
    onUnsupported: (data: { kind: string }) => unsupported.push(data.kind),
  });
  server = await serve(bridge);
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await service[Symbol.asyncDispose]();
  await forum[Symbol.asyncDispose]();
});

async function tell(event: string, payload: object): Promise<number> {
  return (await fetch(`${url}/discourse`, discourseWebhook(event, payload))).status;
}

async function deliver(type: string, data: object, id?: string): Promise<number> {
  return (await fetch(`${url}/evenhand`, signedWebhook(type, data, id))).status;
}

/** Events that reached the service, each of them one that the contract takes. */
function events(): Event[] {
  return service.received
    .filter(({ path }) => path === "/v1/events")
    .map(({ body }) => {
      const checked = validateEvent(JSON.parse(body));
      if (!checked.ok) throw new TypeError(JSON.stringify(checked.problems));
      return checked.event;
    });
}

describe("from Discourse", () => {
  it("topics, replies, private messages and edits become events, with what Evenhand needs of the author", async () => {
    expect(await tell("post_created", { post: discoursePost() })).toBe(204);
    await tell("post_created", { post: discoursePost({ id: 502, post_number: 2 }) });
    await tell("post_edited", { post: discoursePost({ updated_at: "2026-03-01T11:00:00.000Z", raw: "Calm." }) });
    await tell("post_created", {
      post: discoursePost({ id: 503, topic_archetype: "private_message", category_id: null }),
    });
    const [topic, reply, edit, message] = events();
    expect(topic).toMatchObject({
      id: "post/501/created",
      source: "https://forum.example",
      type: "post.created",
      time: "2026-03-01T10:00:00.000Z",
      data: {
        actor: { id: "7", handle: "ann", displayName: "Ann", createdAt: "2025-05-01T08:00:00.000Z", posts: 12 },
        item: { id: "501", surface: "post", group: "category/4", text: { title: "Winds" } },
      },
    });
    expect(reply).toMatchObject({
      type: "comment.created",
      data: { item: { surface: "comment", parent: "topic/90" } },
    });
    expect(edit).toMatchObject({
      id: "post/501/2026-03-01T11:00:00.000Z",
      type: "post.updated",
      data: { item: { text: { body: "Calm." }, editedAt: "2026-03-01T11:00:00.000Z" } },
    });
    expect(message).toMatchObject({ type: "message.sent", data: { item: { surface: "message" } } });
    // The author was asked for once.
    expect(forum.reads).toBe(1);
  });

  it("accounts become events, and their posts need no further question", async () => {
    await tell("user_created", { user: discourseUser() });
    await tell("user_updated", { user: discourseUser({ name: "Benedict" }) });
    await tell("user_destroyed", { user: discourseUser() });
    await tell("post_created", { post: discoursePost({ user_id: 8, username: "ben" }) });
    expect(events().map(({ type }) => type)).toEqual([
      "account.registered",
      "account.updated",
      "account.deleted",
      "post.created",
    ]);
    expect(events()[0]!.data.actor).toMatchObject({ id: "8", locale: "zh-CN", bio: "Sails." });
    expect(forum.reads).toBe(0);
  });

  it("what no person did is not told: staff's notes, the software's posts, the bridge's own, and removals by staff", async () => {
    await tell("post_created", { post: discoursePost({ post_type: 2 }) });
    await tell("post_created", { post: discoursePost({ user_id: -1, username: "system" }) });
    await tell("post_created", { post: discoursePost({ user_id: 3, username: "evenhand" }) });
    await tell("post_destroyed", { post: discoursePost() });
    await tell("post_recovered", { post: discoursePost() });
    await tell("user_suspended", { user: discourseUser() });
    expect(await tell("ping", { ping: "OK" })).toBe(204);
    expect(events()).toEqual([]);
    await tell("post_destroyed", { post: discoursePost({ user_deleted: true }) });
    expect(events().map(({ type }) => type)).toEqual(["post.deleted"]);
  });

  it("the same webhook again changes nothing, though the account has changed meanwhile", async () => {
    await tell("post_created", { post: discoursePost() });
    expect(await tell("post_created", { post: discoursePost() })).toBe(204);
    expect(await tell("post_created", { post: discoursePost({ name: "Ann of Oysterbay" }) })).toBe(204);
    expect(service.stored).toEqual(["post/501/created"]);
    expect(errors).toEqual([]);
  });

  it("while Evenhand or the forum's API is away, Discourse is asked to come back", async () => {
    service.misbehave("reset", "reset", "reset");
    expect(await tell("post_created", { post: discoursePost() })).toBe(503);
    forum.failures.push(500, 500, 500, 500, 500);
    expect(await tell("post_created", { post: discoursePost({ user_id: 9 }) })).toBe(503);
    expect(await tell("post_created", { post: discoursePost() })).toBe(204);
  });

  it("a stranger's webhook is refused", async () => {
    const forged = discourseWebhook("post_created", { post: discoursePost() }, "another secret");
    expect((await fetch(`${url}/discourse`, forged)).status).toBe(401);
    const { headers: _, ...unsigned } = discourseWebhook("post_created", { post: discoursePost() });
    expect((await fetch(`${url}/discourse`, unsigned)).status).toBe(401);
    expect(events()).toEqual([]);
  });
});

describe("from Evenhand", () => {
  const post = { kind: "item", id: "501" };
  const account = { kind: "account", id: "7" };

  it("a removed post is deleted, and comes back when the last measure that hides it ends", async () => {
    expect(await deliver("measure.applied", measureData("remove", post, ["remove", "hold"]))).toBe(204);
    await deliver("measure.applied", measureData("remove", post, ["remove", "hold"]));
    await deliver("measure.voided", measureData("remove", post, ["hold"]));
    expect(forum.posts.get(501)!.deleted_at).not.toBeNull();
    await deliver("measure.expired", measureData("hold", post, []));
    expect(forum.calls).toEqual(["DELETE /posts/501.json", "PUT /posts/501/recover.json"]);
  });

  it("a post that a moderator has deleted stays deleted", async () => {
    Object.assign(forum.posts.get(501)!, { deleted_at: "2026-03-01T12:00:00Z", deleted_by: { username: "moderator" } });
    await deliver("measure.lifted", measureData("remove", post, []));
    expect(forum.calls).toEqual([]);
  });

  it("a locked post can't be edited, and can be again", async () => {
    await deliver("measure.applied", measureData("lock", post, ["lock"]));
    expect(forum.posts.get(501)!.locked).toBe(true);
    await deliver("measure.lifted", measureData("lock", post, []));
    expect(forum.posts.get(501)!.locked).toBe(false);
  });

  it("a suspension lasts until the last of those in force, and says why and where to appeal", async () => {
    const short: [string, string] = ["suspend", "2026-04-01T00:00:00.000Z"];
    const long: [string, string] = ["suspend", "2026-05-01T00:00:00.000Z"];
    const ann = forum.users.get(7)!;
    await deliver("measure.applied", measureData("suspend", account, [short]));
    expect(ann).toMatchObject({ suspended_till: short[1], suspend_reason: `Do not flood: ${STATEMENT_URL}` });
    await deliver("measure.applied", measureData("suspend", account, [short, long]));
    await deliver("measure.applied", measureData("suspend", account, [short, long]));
    expect(ann.suspended_till).toBe(long[1]);
    await deliver("measure.voided", measureData("suspend", account, [short]));
    expect(ann.suspended_till).toBe(short[1]);
    await deliver("measure.expired", measureData("suspend", account, []));
    expect(ann.suspended_till).toBeNull();
    await deliver("measure.applied", measureData("terminate", account, ["terminate"]));
    expect(ann.suspended_till).toBe("3000-01-01T00:00:00.000Z");
    expect(forum.calls).toHaveLength(5);
  });

  it("a restricted feature silences, and its end does not undo a moderator's own silence", async () => {
    const ann = forum.users.get(7)!;
    await deliver("measure.applied", measureData("restrict_feature", account, ["restrict_feature"]));
    expect(ann.silenced_till).not.toBeNull();
    ann.silenced_by = { username: "moderator" };
    await deliver("measure.lifted", measureData("restrict_feature", account, []));
    expect(ann.silenced_till).not.toBeNull();
  });

  it("the statement of reasons reaches the person, once", async () => {
    const issued = { statement: "s1", account: "7", url: STATEMENT_URL };
    for (const _ of [1, 2]) expect(await deliver("statement.issued", issued, "msg_statement")).toBe(204);
    expect(forum.messages).toEqual([
      {
        archetype: "private_message",
        target_recipients: "ann",
        title: "Your post was removed",
        raw: `**Why**\n\nIt was one of many.\n\nAll alike.\n\n${STATEMENT_URL}`,
      },
    ]);
  });

  it("what Discourse has no counterpart of is said, and what concerns somebody who is gone does no harm", async () => {
    for (const kind of ["label", "limit_reach", "age_gate", "demonetise"])
      await deliver("measure.applied", measureData(kind, post, [kind]));
    await deliver("measure.applied", measureData("warn", account, ["warn"]));
    await deliver("measure.applied", measureData("remove", { kind: "item", id: "profile:7" }, ["remove"]));
    expect(unsupported).toEqual(["label", "limit_reach", "age_gate", "demonetise", "remove"]);
    expect(await deliver("measure.applied", measureData("remove", { kind: "item", id: "999" }, ["remove"]))).toBe(204);
    expect(await deliver("measure.applied", measureData("suspend", { kind: "account", id: "999" }, ["suspend"]))).toBe(
      204,
    );
    expect(await deliver("measure.applied", { seq: 9, erased: true })).toBe(204);
    expect(forum.calls).toEqual([]);
  });

  it("a forum that is slow or away is tried again; if that does not help, Evenhand is asked to", async () => {
    forum.failures.push(429, 503);
    expect(await deliver("measure.applied", measureData("remove", post, ["remove"]))).toBe(204);
    expect(forum.calls).toHaveLength(1);
    forum.failures.push(500, 500, 500, 500, 500);
    expect(await deliver("measure.lifted", measureData("remove", post, []), "msg_lifted")).toBe(500);
    expect(await deliver("measure.lifted", measureData("remove", post, []), "msg_lifted")).toBe(204);
    expect(forum.posts.get(501)!.deleted_at).toBeNull();
  });
});
