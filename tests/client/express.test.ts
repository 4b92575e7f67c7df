/** examples/express, over real HTTP on both sides. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type Batcher, createEvenhand, type Evenhand } from "@evenhand/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ContractServer } from "../../packages/client/src/testing/contract-server.js";
import { example } from "./example.js";
import { tinyExpress } from "./tiny-express.js";
import { measureData, signedWebhook, WEBHOOK_SECRET } from "./webhook-request.js";

interface Store {
  readonly posts: Map<string, { readonly body: string; readonly hidden: boolean }>;
  readonly notices: unknown[];
  readonly seen: Set<string>;
}
interface Example {
  readonly communityApp: (
    express: unknown,
    options: {
      evenhand: Evenhand;
      batcher: Batcher;
      webhookSecret: string;
      store: Store;
      onError: (e: unknown) => void;
    },
  ) => ReturnType<typeof tinyExpress>;
}

const ACTOR = { id: "a1", handle: "ann", kind: "person", createdAt: "2026-01-01T00:00:00Z" };
let service: ContractServer;
let app: ReturnType<typeof tinyExpress>;
let batcher: Batcher;
let store: Store;
let errors: unknown[];
let url: string;

beforeEach(async () => {
  service = await ContractServer.start();
  const evenhand = createEvenhand({ url: service.url, key: "eh_test", backoffMs: 5 });
  batcher = evenhand.events.batcher({ maxWaitMs: 1 });
  store = { posts: new Map(), notices: [], seen: new Set() };
  errors = [];
  const { communityApp } = await example<Example>("express/app.mjs");
  const signedIn = Object.assign(
    () => {
      const made = tinyExpress();
      made.use((req, _, next) => {
        req.session = { account: ACTOR };
        next();
      });
      return made;
    },
    { json: tinyExpress.json },
  );
  const onError = (error: unknown): void => void errors.push(error);
  app = communityApp(signedIn, { evenhand, batcher, webhookSecret: WEBHOOK_SECRET, store, onError });
  await once(app.server.listen(0, "127.0.0.1"), "listening");
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  app.server.closeAllConnections();
  app.server.close();
  await batcher.close();
  await service[Symbol.asyncDispose]();
});

async function post(body: object): Promise<{ status: number; value: unknown }> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${url}/posts`, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: response.status, value: await response.json() };
}

async function visible(): Promise<unknown> {
  return (await fetch(`${url}/posts`)).json();
}

async function deliver(type: string, data: object, id?: string): Promise<number> {
  return (await fetch(`${url}/evenhand`, signedWebhook(type, data, id))).status;
}

describe("examples/express", () => {
  it("tells Evenhand of a post once the response is out", async () => {
    expect(await post({ body: "Fair winds." })).toEqual({ status: 201, value: { id: "p1" } });
    await expect.poll(() => service.stored).toEqual(["post/p1/created"]);
    expect(errors).toEqual([]);
  });

  it("warns the author before posting, and lets one who has read it go on", async () => {
    const measure = { kind: "remove", clause: "spam.flooding", detector: "flood", until: null };
    service.decide = () => ({ outcome: "act", measures: [measure] });
    const warned = await post({ body: "Buy sails! Buy sails!" });
    expect(warned).toEqual({ status: 422, value: { warning: { clauses: ["spam.flooding"], measures: ["remove"] } } });
    expect(service.stored).toEqual([]);
    expect((await post({ body: "Buy sails! Buy sails!", acknowledged: true })).status).toBe(201);
    await expect.poll(() => service.stored).toHaveLength(1);
  });

  it("goes on posting while Evenhand is away, and tells it later", async () => {
    service.misbehave("hang", "reset");
    expect((await post({ body: "Fair winds." })).status).toBe(201);
    await expect.poll(() => service.stored).toEqual(["post/p1/created"]);
    expect(errors).toEqual([expect.objectContaining({ code: "EH_CLIENT_TIMEOUT" })]);
  });

  it("carries out what Evenhand decides, and takes it back; tells the person why; each message once", async () => {
    await post({ body: "Buy sails! Buy sails!" });
    const target = { kind: "item", id: "p1" };
    expect(await deliver("measure.applied", measureData("remove", target, ["remove", "hold"]))).toBe(204);
    expect(await visible()).toEqual([]);
    // One of two measures ends: the other still hides the post.
    await deliver("measure.lifted", measureData("remove", target, ["hold"]));
    expect(await visible()).toEqual([]);
    await deliver("measure.expired", measureData("hold", target, []));
    expect(await visible()).toHaveLength(1);
    const notice = { statement: "s1", account: "a1", url: "https://evenhand.example/statements/s1" };
    for (const _ of [1, 2]) expect(await deliver("statement.issued", notice, "msg_notice")).toBe(204);
    expect(store.notices).toEqual([{ account: "a1", url: notice.url }]);
  });

  it("refuses a webhook that is not Evenhand's", async () => {
    await post({ body: "Fair winds." });
    const stranger = `whsec_${Buffer.from("a secret of somebody else's").toString("base64")}`;
    const data = measureData("remove", { kind: "item", id: "p1" }, ["remove"]);
    expect((await fetch(`${url}/evenhand`, signedWebhook("measure.applied", data, "msg_1", stranger))).status).toBe(
      401,
    );
    expect(await visible()).toHaveLength(1);
  });
});
