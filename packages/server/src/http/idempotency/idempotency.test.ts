import { expect, test } from "vitest";
import { forEachStore } from "../../testing/test-store.js";
import { sampleRoutes } from "../testing/sample-routes.js";
import { createTestApp, createTestService } from "../testing/test-app.js";
import { KEPT_MS, TAKEOVER_MS } from "./idempotently.js";
import { readIdempotencyKey } from "./read-key.js";

forEachStore((_kind, open) => {
  const start = async () => {
    const service = createTestService(await open());
    const samples = sampleRoutes();
    const { app, authorization } = await createTestApp(service, samples.routes);
    const create = async (key: string | undefined, payload: string | object = { name: "x" }) =>
      await app.inject({
        method: "POST",
        url: "/v1/things",
        headers: {
          authorization,
          "content-type": "application/json",
          ...(key === undefined ? {} : { "idempotency-key": key }),
        },
        payload,
      });
    return { service, samples, app, create };
  };

  test("carried out once; the repeat gets the same answer, also written in another order", async () => {
    const { samples, app, create } = await start();
    expect((await create(undefined)).json()).toMatchObject({ status: 400, code: "EH_IDEMPOTENCY_KEY_MISSING" });
    expect((await create('"unfinished')).json()).toMatchObject({ status: 400, code: "EH_IDEMPOTENCY_KEY_INVALID" });
    const first = await create('"k"');
    expect([first.statusCode, first.json(), first.headers["idempotency-replayed"]]).toEqual([
      201,
      { number: 1 },
      undefined,
    ]);
    const again = await create("k", ' {"name" : "x"}');
    expect([again.statusCode, again.body, again.headers.location]).toEqual([201, first.body, first.headers.location]);
    expect(again.headers["idempotency-replayed"]).toBe("true");
    expect((await create("k", { name: "y" })).json()).toMatchObject({ status: 422, code: "EH_IDEMPOTENCY_MISMATCH" });
    expect(samples.handled).toHaveLength(1);
    await app.close();
  });

  test("while the first runs, a repeat is told so; both never run", async () => {
    const { samples, app, create } = await start();
    samples.takeMs = 300;
    const answers = await Promise.all(Array.from({ length: 8 }, async () => await create("k")));
    expect(answers.map((answer) => answer.statusCode).toSorted((a, b) => a - b)).toEqual([
      201, 409, 409, 409, 409, 409, 409, 409,
    ]);
    expect(answers.find((answer) => answer.statusCode === 409)?.headers["retry-after"]).toBe("2");
    expect(samples.handled).toHaveLength(1);
    expect((await create("k")).headers["idempotency-replayed"]).toBe("true");
    await app.close();
  });

  test("a refusal keeps nothing, so that the repeat is judged anew", async () => {
    const { service, app, create } = await start();
    expect((await create("k", { name: "refused" })).statusCode).toBe(404);
    expect(await service.store.db.selectFrom("idempotency_keys").selectAll().execute()).toEqual([]);
    expect((await create("k")).statusCode).toBe(201);
    await app.close();
  });

  test("a request whose service died is taken over after a while, by the same request only", async () => {
    const { service, samples, app, create } = await start();
    await create("k");
    await service.store.db
      .updateTable("idempotency_keys")
      .set({ state: "running", status: null, body: null })
      .execute();
    service.clock.advance(TAKEOVER_MS);
    expect((await create("k")).statusCode).toBe(409);
    service.clock.advance(1);
    expect((await create("k", { name: "y" })).statusCode).toBe(422);
    expect((await create("k")).json()).toEqual({ number: 2 });
    expect((await create("k")).json()).toEqual({ number: 2 });
    expect(samples.handled).toHaveLength(2);
    await app.close();
  });

  test("after a day the key is new again", async () => {
    const { service, app, create } = await start();
    await create("k");
    service.clock.advance(KEPT_MS);
    expect((await create("k", { name: "y" })).statusCode).toBe(201);
    await app.close();
  });
});

test("the header is a string in quotes, or bare", () => {
  expect(readIdempotencyKey('"8e03978e-40d5"')).toBe("8e03978e-40d5");
  expect(readIdempotencyKey('"with \\"quotes\\" and space"')).toBe('with "quotes" and space');
  expect(readIdempotencyKey("8e03978e-40d5")).toBe("8e03978e-40d5");
  for (const bad of ['""', "two words", "a,b", `"${"x".repeat(256)}"`, "?1", '"a", "b"', "ü"]) {
    expect(() => readIdempotencyKey(bad)).toThrow("Idempotency-Key");
  }
});
