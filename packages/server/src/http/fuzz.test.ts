import { ProblemDetails } from "@evenhand/contract";
import fc from "fast-check";
import type { InjectOptions } from "fastify";
import { Check } from "typebox/value";
import { expect, test } from "vitest";
import { keysRoutes } from "../keys/routes.js";
import { operationRoutes } from "../operation/routes.js";
import { forEachStore } from "../testing/test-store.js";
import { sampleRoutes } from "./testing/sample-routes.js";
import { createTestApp, createTestService } from "./testing/test-app.js";

const header = fc.stringMatching(/^[\x20-\x7e]{0,40}$/);
const anything = fc.jsonValue({ maxDepth: 4 });
/** Bodies: nearly right, any JSON, JSON with a piece cut out, any bytes. */
const body = fc.oneof(
  fc
    .record(
      {
        name: fc.oneof(fc.string(), fc.string({ unit: "binary" }), anything),
        role: fc.constantFrom("platform", "staff", "operator", "x"),
        scopes: fc.array(fc.oneof(fc.constantFrom("admin", "keys:write", "metrics:read"), fc.string()), {
          maxLength: 3,
        }),
        expiresAt: fc.oneof(
          fc.constantFrom(null, "2999-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:60Z"),
          fc.string(),
        ),
        overlapSeconds: fc.oneof(fc.integer(), fc.double()),
        count: anything,
        parts: anything,
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
  anything.map((value) => JSON.stringify(value)),
  fc.tuple(anything, fc.nat(30)).map(([value, at]) => JSON.stringify(value).slice(at)),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom('{"__proto__":1}', '"\\ud800"', '{"name":"\\u0000"}', "[".repeat(5_000)),
);
const segment = fc.oneof(
  fc.constantFrom(
    "a",
    "%2e%2e",
    "..",
    "%ff",
    "%E4%BD%A0",
    ":id",
    "rotate",
    "' or 1=1--",
    "AAAAAAAAAAAA",
    "%00",
    "x".repeat(300),
  ),
  fc.webSegment({ size: "small" }),
);
const url = fc
  .tuple(
    fc.constantFrom(
      "/v1/things",
      "/v1/keys",
      "/v1/bytes",
      "/v1/rare",
      "/pages",
      "/healthz",
      "/readyz",
      "/metrics",
      "/docs",
      "/openapi.json",
      "/errors",
      "",
    ),
    fc.array(segment, { maxLength: 3 }),
    fc.oneof(
      fc.constantFrom("", "?limit=5", "?limit=-1", "?after=%ff", "?after=%27", "?a[b]=1&a=2", "?__proto__=1"),
      fc.webQueryParameters().map((q) => `?${q}`),
    ),
  )
  .map(([start, segments, query]) => `${[start, ...segments].join("/").replaceAll(" ", "%20")}${query}` || "/");

forEachStore((_kind, open) => {
  test("whatever is sent, the answer is below 500, and from 400 on a problem", async () => {
    const service = createTestService(await open(), {
      EVENHAND_HTTP_ANONYMOUS_PER_MINUTE: "1000000",
      EVENHAND_LOG_LEVEL: "silent",
    });
    const routes = [...sampleRoutes().routes, ...keysRoutes(service), ...operationRoutes(service)];
    const sane = routes.filter((route) => route.operation !== "failThing");
    const { app, authorization } = await createTestApp(service, sane);
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"),
        url,
        fc.option(body),
        fc.oneof({ weight: 8, arbitrary: fc.constant(authorization) }, { weight: 1, arbitrary: header }),
        fc.oneof(
          { weight: 6, arbitrary: fc.constant("application/json") },
          fc.constant("application/octet-stream"),
          header,
        ),
        fc.record(
          {
            "idempotency-key": fc.oneof(fc.uuid(), header),
            "x-request-id": header,
            accept: header,
            "x-forwarded-for": header,
          },
          { requiredKeys: [] },
        ),
        async (method, path, payload, auth, type, others) => {
          const headers = { ...others, authorization: auth, ...(payload === null ? {} : { "content-type": type }) };
          const options = { method, url: path, headers, ...(payload === null ? {} : { payload }) } as InjectOptions;
          const answer = await app.inject(options);
          seen.add(answer.statusCode);
          expect(answer.statusCode).toBeLessThan(500);
          if (answer.statusCode < 400 || method === "HEAD") return;
          expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
          expect(Check(ProblemDetails, answer.json())).toBe(true);
        },
      ),
      { numRuns: 1_500 },
    );
    // It got past the front door often enough to mean something.
    for (const status of [200, 400, 401, 404, 405, 415]) expect([...seen]).toContain(status);
    await app.close();
  });
});
