import type { WebhookPayload } from "@evenhand/contract";
import { sql } from "kysely";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { OutboundClient } from "../outbound/outbound-client.js";
import { forEachStore } from "../testing/test-store.js";
import { claimMessages } from "./claim-messages.js";
import { findEndpoint } from "./endpoint.js";
import { fanOut } from "./fan-out.js";
import { redeliverDead, redeliverFrom, redeliverMessage } from "./redeliver-webhook.js";
import { ATTEMPT_DELAYS_MS } from "./retry.js";
import { rotateWebhookSecret } from "./rotate-webhook-secret.js";
import { startWebhooks, type WebhookOptions } from "./start-webhooks.js";
import { Platform } from "./testing/platform.js";
import {
  endpointAt,
  happen,
  messagesOf,
  OWNER,
  removeEndpoints,
  revokeKey,
  webhookService,
  type WebhookTestService,
} from "./testing/webhook-service.js";
import { updateWebhook } from "./update-webhook.js";
import { updateWebhookGauges } from "./webhook-gauges.js";

/** The account that an entry of these tests is about. */
const accountOf = ({ data }: WebhookPayload): unknown => (data as { account?: unknown }).account;
const HOUR = 3_600_000;
const WAIT = { timeout: 15_000, interval: 10 };

forEachStore((_, open) => {
  let service: WebhookTestService;
  const started: AsyncDisposable[] = [];
  beforeAll(async () => {
    service = await webhookService(await open());
  });
  afterEach(async () => {
    for (const one of started.splice(0).reverse()) await one[Symbol.asyncDispose]();
    await removeEndpoints(service);
  });
  const use = <T extends AsyncDisposable>(one: T): T => (started.push(one), one);
  const platform = async (...given: Parameters<typeof Platform.start>) => use(await Platform.start(...given));
  const start = (options: WebhookOptions = {}, on = service) =>
    use(startWebhooks(on, { pollMs: 20, random: () => 0, graceMs: 100, ...options }));
  const states = async (id: string) => (await messagesOf(service, id)).map(({ state }) => state);

  test("messages are signed, thin, and have the ids that the journal gives them", async () => {
    const receiver = await platform();
    const { id, secret } = await endpointAt(service, receiver.url);
    start();
    const seq = await happen(service, "a", "b");
    await expect.poll(() => receiver.received.length, WAIT).toBe(2);
    for (const { body, headers } of receiver.received) {
      expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
      expect(headers["content-type"]).toBe("application/json");
    }
    const first = receiver.received.find(({ payload }) => payload.data.seq === seq);
    expect(first?.payload).toMatchObject({
      type: "standing.changed",
      data: { actor: { role: "system", id: null }, subject: { kind: "account", id: "a" }, to: "warned" },
    });
    await expect.poll(() => states(id), WAIT).toEqual(["delivered", "delivered"]);
    const messages = await messagesOf(service, id);
    expect(new Set(messages.map((message) => message.id))).toEqual(new Set(receiver.received.map((one) => one.id)));
    expect(messages[0]).toMatchObject({ attempts: 1, last_status: 204, last_error: null, leased_until: null });
    // No subject can be read from what is kept.
    expect(messages[0]?.subject).not.toContain("a:");
    expect(messages[0]?.subject).toMatch(/^[\w-]{32}$/);
    await updateWebhookGauges(service);
    expect(await service.metrics.registry.metrics()).toMatch(
      /evenhand_webhook_attempts_total\{result="delivered"\} [1-9]/,
    );
  });

  test("an endpoint gets the acts it wants, nothing about itself, and nothing from before it was there", async () => {
    const receiver = await platform();
    await happen(service, "before");
    const keys = await endpointAt(service, `${receiver.url}?keys`, ["key.*"]);
    const hooks = await endpointAt(service, `${receiver.url}?hooks`, ["webhook.*", "standing.changed"]);
    start();
    await happen(service, "a");
    await revokeKey(service);
    await updateWebhook(service, OWNER, hooks.id, { description: "itself" });
    await updateWebhook(service, OWNER, keys.id, { description: "another" });
    await expect.poll(() => receiver.received.length, WAIT).toBe(3);
    await new Promise((done) => setTimeout(done, 100));
    const got = async (id: string) => (await messagesOf(service, id)).map(({ act }) => act);
    expect(await got(keys.id)).toEqual(["key.revoked"]);
    expect(await got(hooks.id)).toEqual(["standing.changed", "webhook.updated"]);
  });

  describe("an endpoint that misbehaves", () => {
    test.each([
      ["answers 500", 500, "HTTP 500"],
      ["answers 404", 404, "HTTP 404"],
      ["answers 304", 304, "HTTP 304: redirects are not followed"],
    ])("%s", async (_, status, error) => {
      const receiver = await platform(() => status);
      const { id } = await endpointAt(service, receiver.url);
      start();
      await happen(service, "a");
      await expect.poll(async () => (await messagesOf(service, id))[0]?.attempts, WAIT).toBe(1);
      const [message] = await messagesOf(service, id);
      expect(message).toMatchObject({ state: "pending", last_status: status, last_error: error, leased_until: null });
      const wait = message!.next_attempt_at.getTime() - message!.created_at.getTime();
      expect(wait).toBeGreaterThanOrEqual(5000);
      expect(wait).toBeLessThan(7000);
    });

    test("redirects to where it may not be followed", async () => {
      const inner = await platform();
      const receiver = await platform((_m, response) => {
        response.writeHead(307, { location: inner.url }).end();
        return undefined;
      });
      const { id } = await endpointAt(service, receiver.url);
      start();
      await happen(service, "a");
      await expect.poll(async () => (await messagesOf(service, id))[0]?.last_status, WAIT).toBe(307);
      expect(inner.received).toEqual([]);
    });

    test("resets, closes, hangs, speaks no HTTP or no TLS: a failure with a reason, and the others do not wait", async () => {
      const quick = await webhookService(service.store, { timeoutMs: 1000 });
      (quick as { config: unknown }).config = { ...quick.config, secret: service.config.secret };
      const reset = await platform((_m, _r, request) => (request.socket.resetAndDestroy(), undefined));
      const garbage = await platform((_m, _r, request) => (request.socket.end("SSH-2.0-x\r\n"), undefined));
      const hang = await platform(() => undefined);
      const good = await platform();
      const endpoints = await Promise.all(
        [reset.url, garbage.url, hang.url, `https://127.0.0.1:${good.port}/`].map((url) =>
          endpointAt(quick, url, ["standing.*"]),
        ),
      );
      const fine = await endpointAt(quick, good.url, ["standing.*"]);
      start({}, quick);
      await happen(quick, "a");
      const errors = async () =>
        Promise.all(endpoints.map(async ({ id }) => (await messagesOf(quick, id))[0]?.last_error));
      await expect
        .poll(errors, WAIT)
        .toEqual([
          expect.stringContaining("closed before an answer"),
          expect.stringContaining("the connection failed"),
          "no answer within 1 s",
          expect.stringMatching(/TLS|connection/),
        ]);
      await expect.poll(() => states(fine.id), WAIT).toEqual(["delivered"]);
    });

    test("sends a body slowly or without end: the status counts", async () => {
      const receiver = await platform((_m, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write("x".repeat(100_000)), 5);
        response.once("close", () => clearInterval(timer));
        return undefined;
      });
      const { id } = await endpointAt(service, receiver.url);
      start();
      await happen(service, "a");
      await expect.poll(() => states(id), WAIT).toEqual(["delivered"]);
    });

    test("is private although that is not allowed: nothing is sent", async () => {
      const strict = await webhookService(service.store, { allowPrivate: false });
      (strict as { config: unknown }).config = { ...strict.config, secret: service.config.secret };
      const receiver = await platform();
      // Created while it was allowed.
      const { id } = await endpointAt(service, receiver.url);
      const named = await endpointAt(service, `https://localhost:${receiver.port}/`);
      start({}, strict);
      await happen(strict, "a");
      const errorOf = async (endpoint: string) => (await messagesOf(service, endpoint))[0]?.last_error;
      await expect.poll(() => errorOf(id), WAIT).toMatch("has to begin with https");
      await expect.poll(() => errorOf(named.id), WAIT).toBe("localhost has no address that may be called");
      expect(receiver.received).toEqual([]);
    });

    test("answers 410: it is disabled, on record, and gets what it missed when it is active again", async () => {
      let gone = true;
      const receiver = await platform(() => (gone ? 410 : 200));
      const { id } = await endpointAt(service, receiver.url, ["standing.*"]);
      start();
      await happen(service, "a");
      await expect.poll(async () => (await findEndpoint(service.store.db, id)).state, WAIT).toBe("disabled");
      const { rows } = await sql<{ payload: string }>`
        select payload from journal where act = 'webhook.disabled' and subject_id = ${id}`.execute(service.store.db);
      expect(rows).toHaveLength(1);
      expect(JSON.parse(rows[0]!.payload)).toMatchObject({
        actor: { role: "system" },
        data: { reason: expect.stringContaining("410") },
      });
      await happen(service, "b");
      await new Promise((done) => setTimeout(done, 150));
      expect(receiver.received).toHaveLength(1);
      gone = false;
      await updateWebhook(service, OWNER, id, { state: "active" });
      await expect.poll(() => receiver.accepted.length, WAIT).toBe(2);
      expect(await findEndpoint(service.store.db, id)).toMatchObject({ state: "active", disabled_reason: null });
    });

    test("asks for less with 429 and Retry-After: it is left alone for so long, and that is no step to giving up", async () => {
      let busy = true;
      const receiver = await platform((_m, response) => {
        if (!busy) return 200;
        response.writeHead(429, { "retry-after": "3600" }).end();
        return undefined;
      });
      const { id } = await endpointAt(service, receiver.url, ["standing.*"]);
      start();
      await happen(service, "a");
      await expect.poll(async () => (await messagesOf(service, id))[0]?.last_status, WAIT).toBe(429);
      await happen(service, "b", "c", "d");
      await expect.poll(async () => (await messagesOf(service, id)).length, WAIT).toBe(4);
      await new Promise((done) => setTimeout(done, 150));
      expect(receiver.received).toHaveLength(1);
      expect((await messagesOf(service, id))[0]).toMatchObject({ attempts: 0, state: "pending" });
      busy = false;
      service.advance(HOUR / 2);
      await new Promise((done) => setTimeout(done, 150));
      expect(receiver.received).toHaveLength(1);
      service.advance(HOUR / 2);
      await expect.poll(() => receiver.accepted.length, WAIT).toBe(4);
      await expect
        .poll(() => findEndpoint(service.store.db, id), WAIT)
        .toMatchObject({ failures: 0, failing_since: null, paused_until: null });
    });

    test.each([502, 504])("is overloaded (%i): it gets a pause", async (status) => {
      const receiver = await platform(() => status);
      const { id } = await endpointAt(service, receiver.url, ["standing.*"]);
      start({ perEndpoint: 1 });
      await happen(service, "a", "b", "c");
      await expect.poll(async () => (await findEndpoint(service.store.db, id)).paused_until, WAIT).not.toBeNull();
      expect(receiver.received.length).toBe(1);
    });

    test("accepts nothing for days: it is disabled with a reason", async () => {
      const receiver = await platform(() => 503);
      const { id } = await endpointAt(service, receiver.url, ["standing.*"]);
      start();
      await happen(service, "a");
      await expect.poll(() => receiver.received.length, WAIT).toBe(1);
      await expect.poll(async () => (await findEndpoint(service.store.db, id)).failing_since, WAIT).not.toBeNull();
      service.advance(5 * 24 * HOUR);
      await expect.poll(async () => (await findEndpoint(service.store.db, id)).state, WAIT).toBe("disabled");
      expect((await findEndpoint(service.store.db, id)).disabled_reason).toMatch(/accepted nothing since .*HTTP 503/);
    });
  });

  test("a message is tried ten times over days, then given up, listed, and sent again under its id on demand", async () => {
    let broken = true;
    const receiver = await platform(() => (broken ? 500 : 200));
    const { id } = await endpointAt(service, receiver.url, ["standing.*"]);
    // Somebody else's success keeps the endpoint from being disabled; here its health is set back instead.
    const healthy = () =>
      sql`update webhook_endpoints set failures = 0, failing_since = null, paused_until = null`.execute(
        service.store.db,
      );
    start();
    await happen(service, "a");
    for (let attempt = 1; attempt <= 10; attempt++) {
      await expect.poll(async () => (await messagesOf(service, id))[0]?.attempts, WAIT).toBe(attempt);
      expect(receiver.received).toHaveLength(attempt);
      await healthy();
      if (attempt === 10) break;
      service.advance(ATTEMPT_DELAYS_MS[attempt]! - 3000);
      await new Promise((done) => setTimeout(done, 60));
      expect(receiver.received).toHaveLength(attempt);
      service.advance(3100);
    }
    expect((await messagesOf(service, id))[0]).toMatchObject({
      state: "dead",
      last_status: 500,
      last_error: "HTTP 500",
    });
    expect(new Set(receiver.received.map((one) => one.id)).size).toBe(1);
    // The time in the header is the attempt's.
    const times = receiver.received.map(({ headers }) => Number(headers["webhook-timestamp"]));
    expect(times[9]! - times[8]!).toBeGreaterThanOrEqual(86_400 - 1);
    broken = false;
    expect(await redeliverDead(service, id)).toBe(1);
    await expect.poll(() => states(id), WAIT).toEqual(["delivered"]);
    expect(receiver.accepted[0]?.id).toBe(receiver.received[0]?.id);
    const [message] = await messagesOf(service, id);
    await redeliverMessage(service, id, message!.id);
    await expect.poll(() => receiver.accepted.length, WAIT).toBe(2);
    await expect(redeliverMessage(service, id, `msg_${"0".repeat(32)}`)).rejects.toMatchObject({
      code: "EH_WEBHOOK_MESSAGE_NOT_FOUND",
    });
  });

  test("messages of one subject keep their order over failures; other subjects do not wait; giving one up lets the next through", async () => {
    let refused = 0;
    const receiver = await platform(({ payload }) => (accountOf(payload) === "a" && refused++ < 2 ? 500 : 200));
    const { id } = await endpointAt(service, receiver.url, ["standing.*"]);
    start();
    await happen(service, "a", "a", "b", "a", "c", "b");
    const order = (account: string) =>
      receiver.accepted.filter(({ payload }) => accountOf(payload) === account).map(({ payload }) => payload.data.seq);
    await expect.poll(() => order("b").length + order("c").length, WAIT).toBe(3);
    await new Promise((done) => setTimeout(done, 100));
    // The second and third of "a" were not even tried.
    expect(receiver.received.filter(({ payload }) => accountOf(payload) === "a")).toHaveLength(1);
    const attempted = async () => (await messagesOf(service, id))[0]?.attempts;
    await expect.poll(attempted, WAIT).toBe(1);
    service.advance(6000);
    await expect.poll(attempted, WAIT).toBe(2);
    service.advance(301_000);
    await expect.poll(() => order("a").length, WAIT).toBe(3);
    expect(order("a")).toEqual(order("a").toSorted((x, y) => x - y));
    expect(order("b")).toEqual(order("b").toSorted((x, y) => x - y));
    // Given up: the next one of the subject goes on.
    refused = -1000;
    await expect.poll(() => states(id), WAIT).toEqual(Array(6).fill("delivered"));
    receiver.behave = ({ payload }) => (payload.data.seq === seq ? 500 : 200);
    const seq = await happen(service, "d", "d");
    await expect.poll(async () => (await messagesOf(service, id))[6]?.attempts, WAIT).toBe(1);
    await sql`update webhook_messages set attempts = 9, next_attempt_at = now() where endpoint_id = ${id} and state = 'pending'`.execute(
      service.store.db,
    );
    service.advance(1000);
    await expect.poll(() => states(id), WAIT).toEqual([...Array<string>(6).fill("delivered"), "dead", "delivered"]);
  });

  test("a process that ends in the middle of deliveries loses nothing: its lease runs out", async () => {
    const receiver = await platform();
    const { id } = await endpointAt(service, receiver.url, ["standing.*"]);
    await happen(service, "a", "b");
    await fanOut(service, id);
    // What a process had taken before it was killed.
    const claimed = await service.store.db
      .transaction()
      .execute(async (tx) => claimMessages(tx, await findEndpoint(tx, id), 10, service.clock.now(), 35_000));
    expect(claimed).toHaveLength(2);
    start();
    await new Promise((done) => setTimeout(done, 150));
    expect(receiver.received).toEqual([]);
    service.advance(36_000);
    await expect.poll(() => receiver.received.length, WAIT).toBe(2);
    await expect.poll(() => states(id), WAIT).toEqual(["delivered", "delivered"]);
  });

  test("stopping gives back what is under way", async () => {
    const hang = await platform(() => undefined);
    const { id } = await endpointAt(service, hang.url, ["standing.*"]);
    const worker = startWebhooks(service, { pollMs: 20, graceMs: 50 });
    await happen(service, "a");
    await expect.poll(async () => (await messagesOf(service, id))[0]?.leased_until ?? null, WAIT).not.toBeNull();
    await new Promise((done) => setTimeout(done, 50));
    const before = performance.now();
    await worker[Symbol.asyncDispose]();
    expect(performance.now() - before).toBeLessThan(2000);
    expect((await messagesOf(service, id))[0]).toMatchObject({ state: "pending", attempts: 0, leased_until: null });
    expect(await findEndpoint(service.store.db, id)).toMatchObject({ failures: 0 });
  });

  test("a platform that was down for a day misses nothing", async () => {
    let down = true;
    const receiver = await platform((_m, _r, request) => (down ? (request.socket.destroy(), undefined) : 200));
    const { id } = await endpointAt(service, receiver.url, ["standing.*"]);
    const worker = start({ concurrency: 16 });
    const seqs: number[] = [];
    for (let hour = 0; hour < 24; hour++) {
      const first = await happen(service, "a", "b", `h${hour}`);
      seqs.push(first, first + 1, first + 2);
      await new Promise((done) => setTimeout(done, 40));
      service.advance(HOUR);
    }
    down = false;
    // A restart meanwhile changes nothing.
    await worker[Symbol.asyncDispose]();
    start();
    for (let hour = 0; hour < 30 && receiver.accepted.length < seqs.length; hour++) {
      service.advance(HOUR);
      await new Promise((done) => setTimeout(done, 100));
    }
    await expect
      .poll(() => new Set(receiver.accepted.map(({ payload }) => payload.data.seq)).size, WAIT)
      .toBe(seqs.length);
    // Time jumps over leases here, so that some may be sent twice: receivers know by the id.
    const first = receiver.accepted.filter(({ id }, i, all) => all.findIndex((one) => one.id === id) === i);
    expect(first.map(({ payload }) => payload.data.seq).toSorted((x, y) => x - y)).toEqual(seqs);
    for (const account of ["a", "b"]) {
      const order = first
        .filter(({ payload }) => accountOf(payload) === account)
        .map(({ payload }) => payload.data.seq);
      expect(order).toEqual(order.toSorted((x, y) => x - y));
    }
    await expect.poll(async () => [...new Set(await states(id))], WAIT).toEqual(["delivered"]);
  });

  test("a new secret and the old one both verify until the overlap has passed", async () => {
    const receiver = await platform();
    const { id, secret: old } = await endpointAt(service, receiver.url, ["standing.*"]);
    const { secret } = await rotateWebhookSecret(service, OWNER.actor, id, 86_400);
    expect(secret).not.toBe(old);
    start();
    await happen(service, "a");
    await expect.poll(() => receiver.received.length, WAIT).toBe(1);
    // The library's tolerance is by this machine's clock, and the test's clock is days ahead by now.
    const verifies = (key: string): boolean => {
      const { id: message, body, headers } = receiver.received.at(-1)!;
      const expected = new Webhook(key).sign(message, new Date(Number(headers["webhook-timestamp"]) * 1000), body);
      return headers["webhook-signature"]!.split(" ").includes(expected);
    };
    expect([verifies(secret), verifies(old)]).toEqual([true, true]);
    service.advance(86_400_000);
    await happen(service, "a");
    await expect.poll(() => receiver.received.length, WAIT).toBe(2);
    expect([verifies(secret), verifies(old)]).toEqual([true, false]);
  });

  test("two processes make one message for each entry, and send each once", async () => {
    const receiver = await platform();
    const { id } = await endpointAt(service, receiver.url, ["standing.*"]);
    start();
    start();
    const accounts = Array.from({ length: 60 }, (_, i) => `account-${i % 7}`);
    for (let i = 0; i < 5; i++) await happen(service, ...accounts);
    await expect.poll(async () => (await states(id)).filter((state) => state === "delivered").length, WAIT).toBe(300);
    expect(receiver.received).toHaveLength(300);
    expect(new Set(receiver.received.map((one) => one.id)).size).toBe(300);
    for (let i = 0; i < 7; i++) {
      const order = receiver.received
        .filter(({ payload }) => accountOf(payload) === `account-${i}`)
        .map(({ payload }) => payload.data.seq);
      expect(order).toEqual(order.toSorted((x, y) => x - y));
    }
  });

  test("the journal can be read again from an entry on: same ids, same contents", async () => {
    const receiver = await platform();
    const { id } = await endpointAt(service, receiver.url, ["standing.*"]);
    start();
    const seq = await happen(service, "a", "b", "a");
    await expect.poll(() => states(id), WAIT).toEqual(Array(3).fill("delivered"));
    const before = receiver.received.splice(0);
    expect(await redeliverFrom(service, id, seq + 1)).toBe(2);
    service.bell.ring();
    await expect.poll(() => receiver.received.length, WAIT).toBe(2);
    const bodies = (list: typeof before) => new Map(list.map((one) => [one.id, one.body]));
    for (const [message, body] of bodies(receiver.received)) expect(bodies(before).get(message)).toBe(body);
    // After retention too, and from the very first entry.
    await expect.poll(() => states(id), WAIT).toEqual(Array(3).fill("delivered"));
    await sql`delete from webhook_messages where endpoint_id = ${id}`.execute(service.store.db);
    receiver.received.splice(0);
    await redeliverFrom(service, id, 1);
    service.bell.ring();
    const { rows } = await sql<{ n: number }>`select count(*) as n from journal where act = 'standing.changed'`.execute(
      service.store.db,
    );
    await expect.poll(() => receiver.received.length, WAIT).toBe(rows[0]!.n);
    await expect(redeliverFrom(service, id, 10_000_000)).rejects.toMatchObject({ code: "EH_WEBHOOK_AFTER" });
  });

  test("what was erased before it was sent is sent without it", async () => {
    const receiver = await platform();
    const { id } = await endpointAt(service, receiver.url, ["standing.*"]);
    const seq = await happen(service, "erased-person", "other");
    await fanOut(service, id);
    await sql`update journal set payload = null, salt = null, account_id = null, subject_id = null where account_id = 'erased-person'`.execute(
      service.store.db,
    );
    start();
    await expect.poll(() => receiver.received.length, WAIT).toBe(2);
    expect(receiver.received.find(({ payload }) => payload.data.seq === seq)?.payload.data).toEqual({
      seq,
      actor: { role: "system", id: null },
      subject: { kind: "account", id: null },
      erased: true,
    });
    expect(JSON.stringify(await messagesOf(service, id))).not.toContain("erased-person");
  });

  test("a slow endpoint holds up itself alone", async () => {
    const hang = await platform(() => undefined);
    const good = await platform();
    await endpointAt(service, hang.url, ["standing.*"]);
    const { id } = await endpointAt(service, good.url, ["standing.*"]);
    start({ concurrency: 6, perEndpoint: 4, outbound: new OutboundClient() });
    await happen(service, ...Array.from({ length: 40 }, (_, i) => `x${i}`));
    await expect.poll(async () => (await states(id)).filter((state) => state === "delivered").length, WAIT).toBe(40);
    expect(hang.received.length).toBeLessThanOrEqual(4);
  });
});
