import { expect, test } from "vitest";
import { createTestApp, createTestService } from "../http/testing/test-app.js";
import { forEachStore } from "../testing/test-store.js";
import { operationRoutes } from "./routes.js";
import type { ReadinessCheck } from "./readiness.js";

forEachStore((_kind, open) => {
  const start = async (checks: readonly ReadinessCheck[] = []) => {
    const store = await open();
    const service = createTestService(store);
    return { store, service, ...(await createTestApp(service, operationRoutes(service, checks))) };
  };

  test("alive without a key; ready where every check passes", async () => {
    const { app } = await start([{ name: "policy", check: async () => undefined }]);
    expect((await app.inject({ url: "/healthz" })).json()).toEqual({ status: "alive" });
    const ready = await app.inject({ url: "/readyz" });
    expect([ready.statusCode, ready.json()]).toEqual([
      200,
      {
        status: "ready",
        checks: [
          { name: "database", ready: true },
          { name: "migrations", ready: true },
          { name: "policy", ready: true },
        ],
      },
    ]);
    await app.close();
  });

  test("not ready: 503 with every reason, and nothing of the inside", async () => {
    const { app } = await start([
      { name: "policy", check: async () => "No policy is in force." },
      {
        name: "queue",
        check: async () => {
          throw new Error("10.0.0.5 refused");
        },
      },
    ]);
    const answer = await app.inject({ url: "/readyz" });
    expect(answer.headers["retry-after"]).toBe("5");
    expect(answer.json()).toMatchObject({
      status: 503,
      code: "EH_NOT_READY",
      detail: "policy: No policy is in force. queue: It failed; the log of the service says more.",
    });
    expect(answer.json().checks).toHaveLength(4);
    expect(answer.body).not.toContain("10.0.0.5");
    await app.close();
  });

  test("metrics need a key with their scope, and are Prometheus text", async () => {
    const { app, authorization, service } = await start();
    service.metrics.decisions.inc({ outcome: "allow" }, 3);
    expect((await app.inject({ url: "/metrics" })).statusCode).toBe(401);
    const answer = await app.inject({ url: "/metrics", headers: { authorization } });
    expect(answer.headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(answer.body).toContain('evenhand_decisions_total{outcome="allow"} 3');
    await app.close();
  });
});

test("a database that went away: not ready, 503 with Retry-After for work, alive all the same", async () => {
  const { openTestStore } = await import("../testing/test-store.js");
  const store = await openTestStore("embedded");
  const service = createTestService(store);
  const { app, authorization } = await createTestApp(service, operationRoutes(service));
  await app.inject({ url: "/metrics", headers: { authorization } });
  await store[Symbol.asyncDispose]();
  service.clock.advance(10_000);
  const answers = await Promise.all([
    app.inject({ url: "/readyz" }),
    app.inject({ url: "/metrics", headers: { authorization } }),
    app.inject({ url: "/healthz" }),
  ]);
  expect(answers.map((answer) => answer.statusCode)).toEqual([503, 503, 200]);
  expect(answers[1].json()).toMatchObject({ code: "EH_STORE_UNAVAILABLE" });
  expect(answers[1].headers["retry-after"]).toBe("5");
  await app.close();
});
