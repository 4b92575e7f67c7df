/** The client against the real service. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import {
  createEvenhand,
  type DecidedEvent,
  event,
  type Evenhand,
  type Event,
  type ReadEntry,
  verifyWebhook,
  type WebhookMessage,
} from "@evenhand/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { example, type Handler } from "./example.js";
import { DISCOURSE_SECRET, discoursePost, discourseWebhook, FakeDiscourse } from "./fake-discourse.js";
import { startService, type TestService } from "./start-service.js";

let service: TestService;
let evenhand: Evenhand;
let serial = 0;

beforeAll(async () => {
  service = await startService();
  evenhand = createEvenhand({ url: service.url, key: service.key, backoffMs: 20 });
}, 120_000);
afterAll(() => service[Symbol.asyncDispose]());

const AD = "Buy my cheap sails!";

function post(body: string, author = `a${++serial}`, id = `post/${++serial}`): Event<"post.created"> {
  const createdAt = "2026-03-01T10:00:00Z";
  return event({
    source: "forum",
    id,
    type: "post.created",
    data: {
      actor: { id: author, handle: author, kind: "person", createdAt: "2025-01-01T00:00:00Z", locale: "en" },
      item: { id: `i${++serial}`, kind: "post", surface: "post", text: { body }, createdAt },
    },
  });
}

describe("events", () => {
  it("are decided, once", async () => {
    const sent = post(AD);
    const first = await evenhand.events.send(sent);
    expect(first).toMatchObject({ result: "decided", repeated: false, decision: { outcome: "act" } });
    expect(first.decision.measures).toMatchObject([{ kind: "remove", clause: "spam.words" }]);
    expect(first.statements).toMatchObject([{ kind: "remove", account: sent.data.actor.id }]);
    expect(await evenhand.events.send(sent)).toEqual({ ...first, repeated: true });
    await expect(evenhand.events.send(post("Another text.", "a1", sent.id))).rejects.toMatchObject({
      code: "EH_EVENT_CONFLICT",
      status: 409,
      requestId: expect.any(String),
    });
  });

  it("go in batches, each answered on its own, thousands of them", async () => {
    await using batcher = evenhand.events.batcher({ maxBatch: 250, maxPending: 1_000 });
    const events = Array.from({ length: 2_000 }, (_, i) => post(i % 100 === 0 ? AD : "Fair winds.", `b${i % 50}`));
    const wrong = { ...post("Fair winds."), type: "post.create" } as never;
    const sent = [...events.slice(0, 500), wrong, ...events.slice(500)];
    const results = await Promise.allSettled(sent.map((one) => batcher.send(one)));
    const decided = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(decided.map(({ decision }) => decision.event.id)).toEqual(events.map(({ id }) => id));
    expect(decided.filter(({ decision }) => decision.outcome === "act")).toHaveLength(20);
    expect(results[500]).toMatchObject({ reason: { code: "EH_EVENT_TYPE_UNKNOWN", status: 400 } });
  });

  it("can be checked beforehand, which leaves nothing behind", async () => {
    const draft = post(AD);
    expect(await evenhand.check(draft)).toMatchObject({ outcome: "act", measures: [{ kind: "remove" }] });
    await expect(evenhand.items.get(draft.data.item.id)).rejects.toMatchObject({ status: 404 });
  });

  it("that the service can't read are refused with where and why", async () => {
    const { data, ...rest } = post("Fair winds.");
    const wrong = { ...rest, data: { ...data, item: { ...data.item, createdAt: "yesterday" } } };
    await expect(evenhand.events.send(wrong)).rejects.toMatchObject({
      code: "EH_EVENT_INVALID",
      problem: { errors: [{ pointer: "#/data/item/createdAt" }] },
    });
  });
});

describe("what an event leaves", () => {
  let sent: Event<"post.created">;
  let decided: DecidedEvent;

  beforeAll(async () => {
    sent = post(AD, "seller/7");
    decided = await evenhand.events.send(sent);
  });

  it("can be read: item, account, standing, statement, decision and why", async () => {
    const item = await evenhand.items.get(sent.data.item.id);
    expect(item.effective.strongest).toBe("remove");
    const account = await evenhand.accounts.get("seller/7");
    expect(account).toMatchObject({ id: "seller/7", handle: "seller/7", standing: { strikes: 1 } });
    expect(await evenhand.accounts.standing("seller/7")).toMatchObject({ account: "seller/7", strikes: 1 });
    expect(await evenhand.accounts.standing("seller/7", { at: new Date(0) })).toMatchObject({ strikes: 0 });
    const statement = await evenhand.statements.get(decided.statements[0]!.id, { lang: "en" });
    expect(statement.clause.text).toContain("Do not advertise.");
    expect(statement.url).toBe(decided.statements[0]!.url);
    const stored = await evenhand.decisions.get(decided.id);
    expect(stored.decision).toEqual(decided.decision);
    const explained = await evenhand.decisions.explain(decided.id, { detector: "seller-word" });
    expect(explained.explanations).toHaveLength(1);
    await expect(evenhand.decisions.explain(decided.id, { detector: "seller-wort" })).rejects.toMatchObject({
      code: "EH_DETECTOR_NOT_FOUND",
    });
  });

  it("can be taken back: voided, once, however often the call arrives", async () => {
    const { measure } = decided.statements[0]!;
    const again = { reason: "It was a quotation.", idempotencyKey: "appeal-1" };
    const first = await evenhand.measures.void(measure, again);
    expect(first).toMatchObject({ id: measure, ended: { how: "voided" } });
    expect(await evenhand.measures.void(measure, again)).toEqual(first);
    expect((await evenhand.items.get(sent.data.item.id)).effective.strongest).toBeNull();
    expect(await evenhand.accounts.standing("seller/7")).toMatchObject({ strikes: 0 });
    await expect(evenhand.measures.void(measure, { ...again, reason: "Another reason." })).rejects.toMatchObject({
      code: "EH_IDEMPOTENCY_MISMATCH",
      status: 422,
    });
  });

  it("can be applied and lifted by a person", async () => {
    const target = { kind: "item", id: sent.data.item.id } as const;
    const reason = { en: "It advertises." };
    const { id } = await evenhand.measures.apply({ kind: "hold", target, clause: "spam.words", reason });
    expect((await evenhand.items.get(target.id)).effective.strongest).toBe("hold");
    expect(await evenhand.measures.lift(id, { reason: "Looked at." })).toMatchObject({ ended: { how: "lifted" } });
  });

  it("can be erased", async () => {
    await evenhand.events.send(post(AD, "gone"));
    expect(await evenhand.accounts.erase("gone")).toMatchObject({ account: "gone", events: 1 });
    const erased: ReadEntry[] = [];
    for await (const entry of evenhand.journal.entries({ follow: false })) if (entry.erased) erased.push(entry);
    expect(erased.length).toBeGreaterThan(0);
    expect(erased[0]).toMatchObject({ data: null });
  });
});

describe("the journal", () => {
  it("is read from beginning to end without a gap, and followed as it grows", async () => {
    let last = 0;
    for await (const { seq } of evenhand.journal.entries({ follow: false, limit: 1_000 })) {
      expect(seq).toBe(last + 1);
      last = seq;
    }
    expect(last).toBeGreaterThan(2_000);
    const sent = post(AD);
    setTimeout(() => void evenhand.events.send(sent), 300);
    for await (const entry of evenhand.journal.entries({ after: last, acts: ["measure.applied"] })) {
      if (entry.erased || entry.data.item !== sent.data.item.id) continue;
      expect(entry.data.effective.strongest).toBe("remove");
      break;
    }
  });
});

describe("webhooks", () => {
  it.each(["v1", "v1a"])(
    "of the service, signed by %s, are what the client verifies and its types say",
    async (signature) => {
      const messages: WebhookMessage[] = [];
      let secret = "";
      const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
        const message = await verifyWebhook(secret, request.headers, await text(request));
        if (message.data.erased !== true) messages.push(message as WebhookMessage);
        response.writeHead(204).end();
      };
      const receiver = createServer((request, response) => {
        receive(request, response).catch(() => response.writeHead(401).end());
      });
      await once(receiver.listen(0, "127.0.0.1"), "listening");
      const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/evenhand`;
      const acts = ["measure.*", "statement.issued"];
      const made = await service.call<{ secret: string }>("POST", "/v1/webhooks", {
        url,
        acts,
        signature,
        allowPrivate: true,
      });
      secret = made.secret;
      const sent = post(AD);
      await evenhand.events.send(sent);
      await expect.poll(() => messages.length, { timeout: 15_000 }).toBe(2);
      const applied = messages.find((message) => message.type === "measure.applied");
      expect(applied?.data).toMatchObject({
        kind: "remove",
        target: { kind: "item", id: sent.data.item.id },
        effective: { strongest: "remove" },
        seq: expect.any(Number),
      });
      expect(messages.find((message) => message.type === "statement.issued")?.data.url).toMatch(/^http/);
      receiver.closeAllConnections();
      receiver.close();
    },
  );
});

describe("examples/discourse-bridge", () => {
  it("brings a post to the service, and its decision with the reasons back to the forum", async () => {
    await using forum = await FakeDiscourse.start();
    forum.addUser(7, "ann");
    forum.addPost(501);
    const { createBridge } = await example<{ createBridge: (options: object) => Handler }>(
      "discourse-bridge/bridge.mjs",
    );
    const { createDiscourse } = await example<{ createDiscourse: (options: object) => object }>(
      "discourse-bridge/discourse-api.mjs",
    );
    const { serve } = await example<{ serve: (handler: Handler) => Promise<Server> }>("discourse-bridge/serve.mjs");
    // The endpoint's secret is known once it was made, and it is made for an address: the bridge comes in last.
    const later: { bridge?: Handler } = {};
    const server = await serve((request) => later.bridge!(request));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const acts = ["measure.*", "statement.issued"];
    const endpoint = { url: `${address}/evenhand`, acts, allowPrivate: true };
    const { secret } = await service.call<{ secret: string }>("POST", "/v1/webhooks", endpoint);
    const errors: unknown[] = [];
    later.bridge = createBridge({
      evenhand,
      evenhandSecret: secret,
      discourse: createDiscourse({ url: forum.url, key: "forum-key", username: "evenhand" }),
      discourseSecret: DISCOURSE_SECRET,
      source: "https://forum.example",
      onError: (error: unknown) => errors.push(error),
    });
    const told = discourseWebhook("post_created", { post: discoursePost({ raw: "Buy my cheap sails!" }) });
    expect((await fetch(`${address}/discourse`, told)).status).toBe(204);
    await expect.poll(() => forum.posts.get(501)!.deleted_at, { timeout: 15_000 }).not.toBeNull();
    await expect.poll(() => forum.messages, { timeout: 15_000 }).toMatchObject([{ target_recipients: "ann" }]);
    expect(forum.messages[0]!.raw).toContain("The post advertises.");
    const { measures } = await evenhand.items.get("501");
    await evenhand.measures.void(measures[0]!.id, { reason: "It was a quotation." });
    await expect.poll(() => forum.posts.get(501)!.deleted_at, { timeout: 15_000 }).toBeNull();
    expect(errors).toEqual([]);
    server.closeAllConnections();
    server.close();
  });
});
