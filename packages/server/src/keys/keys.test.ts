import { expect, test } from "vitest";
import { createTestApp, createTestService } from "../http/testing/test-app.js";
import { forEachStore } from "../testing/test-store.js";
import { createFirstKey } from "./create-first-key.js";
import { keysRoutes } from "./routes.js";
import type { NewKey, ProblemDetails } from "@evenhand/contract";
import { operationRoutes } from "../operation/routes.js";

forEachStore((_kind, open) => {
  const start = async (env: Record<string, string> = {}) => {
    const service = createTestService(await open(), env);
    const { app, authorization } = await createTestApp(service, [...keysRoutes(service), ...operationRoutes(service)]);
    let n = 0;
    const create = async (body: object, by = authorization) =>
      await app.inject({
        method: "POST",
        url: "/v1/keys",
        headers: { authorization: by, "idempotency-key": `"k-${(n += 1)}"` },
        payload: body,
      });
    return { service, app, authorization, create };
  };

  test("a key is created, used, listed without its secret, rotated with an overlap, and revoked", async () => {
    const { service, app, authorization, create } = await start();
    const created = await create({ name: "forum", role: "platform", scopes: ["keys:write", "metrics:read"] });
    expect(created.statusCode).toBe(201);
    const { key, text } = created.json<NewKey>();
    const bearer = `Bearer ${text}`;
    expect((await app.inject({ url: "/metrics", headers: { authorization: bearer } })).statusCode).toBe(200);
    const listed = await app.inject({ url: "/v1/keys", headers: { authorization } });
    expect(listed.json().items).toHaveLength(2);
    expect(listed.body).not.toContain(text.slice(16));

    const rotated = await app.inject({
      method: "POST",
      url: `/v1/keys/${key.id}/rotate`,
      headers: { authorization, "idempotency-key": "r1" },
      payload: { overlapSeconds: 60 },
    });
    expect(rotated.json()).toMatchObject({ key: { rotatedFrom: key.id, scopes: key.scopes } });
    service.clock.advance(59_000);
    expect((await app.inject({ url: "/metrics", headers: { authorization: bearer } })).statusCode).toBe(200);
    service.clock.advance(2_000);
    expect((await app.inject({ url: "/metrics", headers: { authorization: bearer } })).json()).toMatchObject({
      code: "EH_KEY_INVALID",
    });
    const newer = rotated.json<NewKey>();
    const revoked = await app.inject({ method: "DELETE", url: `/v1/keys/${newer.key.id}`, headers: { authorization } });
    expect(revoked.json()).toMatchObject({ state: "revoked" });
    service.clock.advance(5_001);
    const headers = { authorization: `Bearer ${newer.text}` };
    expect((await app.inject({ url: "/metrics", headers })).statusCode).toBe(401);

    const acts = await service.store.db.selectFrom("journal").select(["act", "actor_id"]).orderBy("seq").execute();
    expect(acts.map(({ act }) => act)).toEqual(["key.created", "key.created", "key.rotated", "key.revoked"]);
    await app.close();
  });

  test("no key hands on what it does not have, in scopes or in role, nor touches a key that may do more", async () => {
    const { app, authorization, create } = await start();
    const made = await create({ name: "clerk", role: "platform", scopes: ["keys:write", "metrics:read"] });
    const clerk = `Bearer ${made.json<NewKey>().text}`;
    const beyond = [
      await create({ name: "x", role: "platform", scopes: ["admin"] }, clerk),
      await create({ name: "x", role: "platform", scopes: ["events:write"] }, clerk),
      await create({ name: "x", role: "staff", scopes: ["metrics:read"] }, clerk),
    ];
    const first = authorization.split("_")[1];
    beyond.push(await app.inject({ method: "DELETE", url: `/v1/keys/${first}`, headers: { authorization: clerk } }));
    const rotate = { method: "POST", url: `/v1/keys/${first}/rotate`, payload: {} } as const;
    beyond.push(await app.inject({ ...rotate, headers: { authorization: clerk, "idempotency-key": "r" } }));
    for (const answer of beyond) expect(answer.json()).toMatchObject({ status: 403, code: "EH_KEY_BEYOND" });
    expect((await create({ name: "x", role: "platform", scopes: ["metrics:read"] }, clerk)).statusCode).toBe(201);
    expect((await create({ name: "x", role: "platform", scopes: ["all"] })).json()).toMatchObject({
      code: "EH_REQUEST_INVALID",
      errors: [{ pointer: "#/scopes/0" }],
    });
    await app.close();
  });

  test("the last key that manages keys stays; a first key is made only where none is usable", async () => {
    const { service, app, authorization, create } = await start();
    expect(await createFirstKey(service)).toBeUndefined();
    const first = authorization.split("_")[1];
    const drop = { method: "DELETE", url: `/v1/keys/${first}`, headers: { authorization } } as const;
    await create({ name: "metrics only", role: "platform", scopes: ["metrics:read"] });
    expect((await app.inject(drop)).json()).toMatchObject({ status: 409, code: "EH_KEY_LAST" });
    await service.store.db.updateTable("api_keys").set({ revoked_at: new Date() }).execute();
    const both = await Promise.all([createFirstKey(service), createFirstKey(service)]);
    expect(both.filter((made) => made !== undefined)).toHaveLength(1);
    await app.close();
  });

  test("who asks: no key, a broken one, a wrong secret, an ended one, one without the scope", async () => {
    const { service, app, create } = await start();
    const metrics = async (authorization?: string) =>
      await app.inject({ url: "/metrics", headers: authorization === undefined ? {} : { authorization } });
    const expected = async (answer: Awaited<ReturnType<typeof metrics>>, status: number, code: string) => {
      expect(answer.json<ProblemDetails>()).toMatchObject({ status, code, type: expect.stringContaining(`#${code}`) });
      expect(answer.headers["www-authenticate"]).toMatch(/^Bearer realm="evenhand"/);
    };
    await expected(await metrics(), 401, "EH_KEY_MISSING");
    const { text } = (
      await create({ name: "x", role: "platform", scopes: ["keys:write"], expiresAt: at(60_000) })
    ).json();
    const flipped = text.slice(0, -1) + (text.endsWith("A") ? "E" : "A");
    for (const wrong of [
      "Basic abc",
      "Bearer",
      "Bearer nonsense",
      `Bearer ${flipped}`,
      "Bearer eh_AAAAAAAAAAAA_short",
    ]) {
      await expected(await metrics(wrong), 401, "EH_KEY_INVALID");
    }
    await expected(await metrics(`Bearer ${text}`), 403, "EH_SCOPE_MISSING");
    expect((await metrics(`Bearer ${text}`)).headers["www-authenticate"]).toContain('scope="metrics:read"');
    service.clock.advance(60_000);
    await expected(await metrics(`Bearer ${text}`), 401, "EH_KEY_INVALID");
    const past = await create({ name: "x", role: "platform", scopes: ["keys:write"], expiresAt: at(-1_000) });
    expect(past.json()).toMatchObject({ status: 400, code: "EH_KEY_EXPIRY" });
    await app.close();
    function at(ms: number): string {
      return new Date(service.clock.now() + ms).toISOString();
    }
  });

  test("the last use is written, once a minute at most", async () => {
    const { service, app, authorization } = await start();
    const used = async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const row = await service.store.db.selectFrom("api_keys").select("last_used_at").executeTakeFirstOrThrow();
      return row.last_used_at?.getTime();
    };
    const use = async () => await app.inject({ url: "/v1/keys", headers: { authorization } });
    await use();
    const first = await used();
    expect(first).toBe(service.clock.now());
    service.clock.advance(59_000);
    await use();
    expect(await used()).toBe(first);
    service.clock.advance(1_000);
    await use();
    expect(await used()).toBe(service.clock.now());
    await app.close();
  });

  test("a secret is not in the journal, the log or the idempotency table", async () => {
    const { service, app, create } = await start({ EVENHAND_LOG_LEVEL: "debug" });
    const { text } = (await create({ name: "x", role: "platform", scopes: ["keys:write"] })).json<NewKey>();
    await app.inject({ url: "/v1/keys", headers: { authorization: `Bearer ${text}` } });
    const secret = text.slice(16);
    const rows = [
      ...(await service.store.db.selectFrom("journal").select("payload").execute()),
      ...(await service.store.db.selectFrom("idempotency_keys").selectAll().execute()),
    ];
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(service.lines.join("\n")).not.toContain(secret);
    await app.close();
  });
});
