import { sql } from "kysely";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { createTestApp, createTestService } from "../http/testing/test-app.js";
import { createKey } from "../keys/create-key.js";
import { journalRoutes } from "../journal/routes.js";
import { verifyJournal } from "../journal/verify.js";
import { forEachStore } from "../testing/test-store.js";
import { webhookRoutes } from "./routes.js";
import { startWebhooks } from "./start-webhooks.js";
import { Platform } from "./testing/platform.js";
import { happen } from "./testing/webhook-service.js";

const WAIT = { timeout: 15_000, interval: 10 };

forEachStore((_, open) => {
  async function setUp() {
    const service = createTestService(await open());
    const { app, authorization } = await createTestApp(service, [...webhookRoutes(service), ...journalRoutes(service)]);
    let keys = 0;
    const ask = async (
      method: "GET" | "POST" | "PATCH" | "DELETE",
      url: string,
      payload?: object,
      as = authorization,
    ) => {
      const answer = await app.inject({
        method,
        url,
        headers: { authorization: as, "idempotency-key": `"k${keys++}"` },
        ...(payload === undefined ? {} : { payload }),
      });
      return {
        status: answer.statusCode,
        body: answer.body === "" ? undefined : answer.json<Record<string, never>>(),
      };
    };
    const keyFor = async (...scopes: string[]): Promise<string> => {
      const holder = { actor: { role: "operator" as const, id: null }, scopes: new Set(["admin" as const]) };
      const { text } = await createKey(service, holder, { name: "test", role: "platform", scopes });
      return `Bearer ${text}`;
    };
    return { service, app, ask, keyFor };
  }

  test("an endpoint over HTTP: created, read, changed, tested, rotated, deleted; its secret is told once and kept sealed", async () => {
    const { service, ask } = await setUp();
    await using receiver = await Platform.start();
    const created = await ask("POST", "/v1/webhooks", { url: receiver.url, acts: ["standing.*"], allowPrivate: true });
    expect(created.status).toBe(201);
    const { webhook, secret } = created.body as unknown as { webhook: { id: string; cursor: number }; secret: string };
    expect(secret).toMatch(/^whsec_/);
    const at = `/v1/webhooks/${webhook.id}`;
    expect((await ask("GET", at)).body).toMatchObject({
      url: receiver.url,
      state: "active",
      pending: 0,
      dead: 0,
      lag: 0,
    });
    expect((await ask("GET", "/v1/webhooks")).body).toMatchObject({ items: [{ id: webhook.id }], next: null });
    const { rows } = await sql<{ all: string }>`select row_to_json(e)::text as all from webhook_endpoints e`.execute(
      service.store.db,
    );
    expect(rows[0]!.all).not.toContain(secret.slice(6));
    expect(JSON.stringify([(await ask("GET", at)).body, (await ask("GET", "/v1/webhooks")).body])).not.toMatch(
      /whsec|sealed/,
    );

    expect((await ask("POST", `${at}/test`)).body).toMatchObject({ accepted: true, status: 204, error: null });
    const [tested] = receiver.received;
    expect(new Webhook(secret).verify(tested!.body, tested!.headers)).toMatchObject({
      type: "webhook.test",
      data: { seq: 0 },
    });
    receiver.behave = () => 500;
    expect((await ask("POST", `${at}/test`)).body).toMatchObject({ accepted: false, status: 500, error: "HTTP 500" });

    expect(
      (await ask("PATCH", at, { description: "new", acts: ["measure.*", "standing.changed"] })).body,
    ).toMatchObject({ description: "new" });
    expect((await ask("PATCH", at, { state: "disabled" })).body).toMatchObject({
      state: "disabled",
      disabledReason: "Disabled on request.",
    });
    expect((await ask("PATCH", at, { state: "active" })).body).toMatchObject({ state: "active", disabledReason: null });
    const rotated = (await ask("POST", `${at}/secret`, {})).body as unknown as { secret: string };
    expect(rotated.secret).not.toBe(secret);
    const keyPair = await ask("POST", "/v1/webhooks", {
      url: "https://example.org/",
      acts: ["*"],
      signature: "v1a",
      after: 0,
    });
    expect(keyPair.body).toMatchObject({
      secret: expect.stringMatching(/^whpk_/),
      webhook: { signature: "v1a", cursor: 0 },
    });
    expect((await ask("DELETE", at)).status).toBe(204);
    expect((await ask("GET", at)).body).toMatchObject({ status: 404, code: "EH_WEBHOOK_NOT_FOUND" });

    const journal = (await ask("GET", `/v1/journal?acts=webhook.*&after=${webhook.cursor - 1}`)).body as unknown as {
      items: { act: string }[];
    };
    expect(journal.items.map(({ act }) => act)).toEqual([
      "webhook.created",
      "webhook.updated",
      "webhook.disabled",
      "webhook.updated",
      "webhook.updated",
      "webhook.created",
      "webhook.deleted",
    ]);
    expect(JSON.stringify(journal)).not.toContain("whsec");
    expect(await verifyJournal(service.store.db)).toMatchObject({ ok: true });
    // Nothing of a secret or of what was sent is in the log.
    expect(service.lines.join("")).not.toMatch(/whsec|127\.0\.0\.1:/);
  });

  test("what is refused", async () => {
    const { ask, keyFor } = await setUp();
    const platform = await keyFor("webhooks:write", "journal:read");
    const refused = async (payload: object, as = platform) =>
      (await ask("POST", "/v1/webhooks", payload, as)).body?.["code"];
    const acts = ["*"];
    expect(await refused({ url: "https://example.org/", acts: ["measures.*"] })).toBe("EH_JOURNAL_ACTS");
    expect(await refused({ url: "https://example.org/", acts: [] })).toBe("EH_REQUEST_INVALID");
    expect(await refused({ url: "https://example.org/", acts, more: 1 })).toBe("EH_REQUEST_INVALID");
    expect(await refused({ url: "http://example.org/", acts })).toBe("EH_OUTBOUND_URL");
    expect(await refused({ url: "https://169.254.169.254/", acts })).toBe("EH_OUTBOUND_URL");
    expect(await refused({ url: "https://[::ffff:10.0.0.1]/", acts })).toBe("EH_OUTBOUND_URL");
    expect(await refused({ url: "https://10.0.0.1/", acts, allowPrivate: true })).toBe("EH_WEBHOOK_PRIVATE");
    expect(await refused({ url: "https://example.org/", acts, after: 1e9 })).toBe("EH_WEBHOOK_AFTER");
    expect(await refused({ url: "https://example.org/", acts }, await keyFor("journal:read"))).toMatch("SCOPE");
    // A key without admin cannot point an endpoint elsewhere that an admin has allowed private addresses for.
    const inner = (await ask("POST", "/v1/webhooks", { url: "https://10.0.0.1/", acts, allowPrivate: true }))
      .body as unknown as { webhook: { id: string } };
    const at = `/v1/webhooks/${inner.webhook.id}`;
    expect((await ask("PATCH", at, { url: "https://10.0.0.2/" }, platform)).body).toMatchObject({
      code: "EH_WEBHOOK_PRIVATE",
    });
    expect((await ask("PATCH", at, { allowPrivate: false }, platform)).body).toMatchObject({ code: "EH_OUTBOUND_URL" });
    expect((await ask("PATCH", at, { description: "mine" }, platform)).status).toBe(200);
    expect((await ask("PATCH", at, {}, platform)).body).toMatchObject({ code: "EH_REQUEST_INVALID" });
    expect((await ask("POST", `${at}/redeliver`, { fromSeq: 1_000_000 }, platform)).body).toMatchObject({
      code: "EH_WEBHOOK_AFTER",
    });
    expect((await ask("POST", `${at}/redeliver`, { dead: false }, platform)).body).toMatchObject({
      code: "EH_REQUEST_INVALID",
    });
    const missing = "/v1/webhooks/01890000-0000-7000-8000-000000000000";
    for (const [method, url, body] of [
      ["GET", missing],
      ["PATCH", missing, { state: "active" }],
      ["DELETE", missing],
      ["POST", `${missing}/secret`, {}],
      ["GET", `${missing}/messages`],
      ["POST", `${missing}/redeliver`, { dead: true }],
      ["POST", `${missing}/test`],
      ["POST", `${missing}/messages/msg_${"0".repeat(32)}/redeliver`],
    ] as const) {
      expect((await ask(method, url, body)).body, `${method} ${url}`).toMatchObject({ code: "EH_WEBHOOK_NOT_FOUND" });
    }
    for (let i = 0; i < 49; i++) await ask("POST", "/v1/webhooks", { url: "https://example.org/", acts });
    expect(await refused({ url: "https://example.org/", acts })).toBe("EH_WEBHOOK_TOO_MANY");
  });

  test("dead letters are listed page by page and sent again; polling gives the same events", async () => {
    const { service, ask } = await setUp();
    await using receiver = await Platform.start(() => 500);
    const { body } = await ask("POST", "/v1/webhooks", { url: receiver.url, acts: ["standing.*"], allowPrivate: true });
    const { webhook } = body as unknown as { webhook: { id: string; cursor: number } };
    const at = `/v1/webhooks/${webhook.id}`;
    await using _workers = startWebhooks(service, { pollMs: 20, random: () => 0, graceMs: 100 });
    await happen(service, "a", "b", "c");
    const dead = async (query = "") =>
      (await ask("GET", `${at}/messages?state=dead${query}`)).body as unknown as {
        items: { id: string; seq: number }[];
        next: string | null;
      };
    await expect
      .poll(async () => {
        await sql`update webhook_messages set attempts = 9, next_attempt_at = '2026-01-01' where state = 'pending' and leased_until is null`.execute(
          service.store.db,
        );
        await sql`update webhook_endpoints set paused_until = null, failures = 0`.execute(service.store.db);
        return (await dead()).items.length;
      }, WAIT)
      .toBe(3);
    const first = await dead("&limit=2");
    expect(first.items).toHaveLength(2);
    const second = await dead(`&limit=2&after=${first.next}`);
    expect([...first.items, ...second.items].map(({ seq }) => seq)).toEqual([1, 2, 3].map((n) => webhook.cursor + n));
    expect(second.next).toBeNull();
    expect((await ask("GET", at)).body).toMatchObject({ dead: 3, pending: 0 });
    receiver.behave = () => 200;
    expect((await ask("POST", `${at}/messages/${first.items[0]!.id}/redeliver`)).body).toMatchObject({
      state: "pending",
      attempts: 0,
    });
    expect((await ask("POST", `${at}/redeliver`, { dead: true })).body).toMatchObject({ messages: 2 });
    await expect.poll(() => receiver.accepted.length, WAIT).toBe(3);

    const polled = (await ask("GET", `/v1/journal?acts=standing.*&after=${webhook.cursor}`)).body as unknown as {
      items: { seq: number; act: string; at: string; actor: object; subject: object; data: object }[];
    };
    const pushed = receiver.accepted.map(({ payload }) => payload).toSorted((x, y) => x.data.seq - y.data.seq);
    expect(pushed).toEqual(
      polled.items.map(({ seq, act, at: time, actor, subject, data }) => ({
        type: act,
        timestamp: time,
        data: { seq, actor, subject, ...data },
      })),
    );
  });
});
