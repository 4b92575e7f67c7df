import { EvenhandError, ProblemDetails } from "@evenhand/contract";
import type { FastifyInstance, InjectOptions } from "fastify";
import { parseList } from "structured-headers";
import { Check } from "typebox/value";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestStore, type TestStore } from "../testing/test-store.js";
import { createTestApp, createTestService } from "./testing/test-app.js";
import { sampleRoutes } from "./testing/sample-routes.js";

const json = { "content-type": "application/json" };

describe("what every operation has in common", () => {
  let store: TestStore;
  let service: ReturnType<typeof createTestService>;
  let app: FastifyInstance;
  let authorization: string;
  const samples = sampleRoutes();

  beforeAll(async () => {
    store = await openTestStore("embedded");
    service = createTestService(store, {
      EVENHAND_PUBLIC_URL: "https://evenhand.example",
      EVENHAND_HTTP_BODY_BYTES: "4096",
      EVENHAND_HTTP_ANONYMOUS_PER_MINUTE: "20",
    });
    ({ app, authorization } = await createTestApp(service, samples.routes));
  });
  afterAll(async () => {
    await app.close();
    await store[Symbol.asyncDispose]();
  });

  const ask = async (options: InjectOptions) =>
    await app.inject({ ...options, headers: { authorization, ...options.headers } });
  const put = async (payload: string | Buffer, headers = {}) =>
    await ask({ method: "PUT", url: "/v1/things/1", payload, headers: { ...json, ...headers } });

  /** Every error is a problem of the same shape. */
  const expectProblem = (answer: Awaited<ReturnType<typeof ask>>, status: number, code: string) => {
    expect([answer.statusCode, answer.body]).toEqual([status, expect.stringContaining(code)]);
    const body = answer.json<ProblemDetails>();
    expect(Check(ProblemDetails, body)).toBe(true);
    expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(body).toMatchObject({ status, code, type: `https://evenhand.example/errors#${code}` });
    expect(answer.headers["x-request-id"]).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
    return body;
  };

  test("bodies are neither changed nor trimmed: unknown fields, null, and text for numbers are refused with their place", async () => {
    const before = samples.handled.length;
    const unknown = expectProblem(await put('{"name":"x","extra":1}'), 400, "EH_REQUEST_INVALID");
    expect(unknown.errors).toMatchObject([{ pointer: "#/extra", detail: "extra is not known here." }]);
    const nulled = expectProblem(await put('{"name":"x","count":null}'), 400, "EH_REQUEST_INVALID");
    expect(nulled.errors).toMatchObject([{ pointer: "#/count" }]);
    const text = expectProblem(await put('{"name":"x","count":"1","kind":"c"}'), 400, "EH_REQUEST_INVALID");
    expect(text.errors).toMatchObject([
      { pointer: "#/count", detail: "count must be integer." },
      { pointer: "#/kind", detail: 'kind must be one of "a", "b".' },
    ]);
    expectProblem(await put("{}"), 400, "EH_REQUEST_INVALID");
    expect(samples.handled).toHaveLength(before);
    expect((await put('{"name":"x","parts":[{"x":1.5}]}')).json()).toEqual({ got: { name: "x", parts: [{ x: 1.5 }] } });
  });

  test("query: text that is a number, a boolean or a list becomes one; anything else is refused by name", async () => {
    const read = async (query: string) => await ask({ url: `/v1/things/a%2Fb?${query}` });
    const answer = await read("limit=5&deep=true&tag=x");
    expect(answer.json()).toEqual({ id: "a/b", query: { limit: 5, deep: true, tag: ["x"] } });
    expect((await read("tag=x&tag=y")).json().query).toEqual({ tag: ["x", "y"] });
    for (const wrong of ["limit=5.5", "limit=0x5", "limit=", "limit=1e2", "deep=1", "limit=1&limit=2", "other=1"]) {
      const body = expectProblem(await read(wrong), 400, "EH_REQUEST_INVALID");
      expect(body.errors?.[0]?.parameter?.split("/")[0]).toBe(wrong.split("=")[0]);
    }
    expectProblem(await ask({ url: "/v1/rare?x=1" }), 400, "EH_REQUEST_INVALID");
    expectProblem(await ask({ url: "/v1/things/%00" }), 400, "EH_REQUEST_MALFORMED");
    expectProblem(await ask({ url: "/v1/things/%zz" }), 400, "EH_REQUEST_MALFORMED");
    expect((await app.inject({ url: "/pages/t?utm_source=x" })).body).toBe("page t");
  });

  test("JSON: broken, empty, too deep, with U+0000, with keys that poison prototypes", async () => {
    for (const broken of ["{", "nonsense", '{"name":"x"} {}', "[1,]", "\u0000"]) {
      expectProblem(await put(broken), 400, "EH_JSON_INVALID");
    }
    expectProblem(await put(Buffer.from([0x22, 0xff, 0x22])), 400, "EH_JSON_INVALID");
    expectProblem(await put(String.raw`{"name":"a\u0000b"}`), 400, "EH_JSON_INVALID");
    expect((await put(String.raw`{"name":"a\\u0000b"}`)).json()).toEqual({ got: { name: String.raw`a\u0000b` } });
    expectProblem(await put(`${"[".repeat(40)}${"]".repeat(40)}`), 400, "EH_JSON_TOO_DEEP");
    for (const poison of [
      '{"name":"x","__proto__":{}}',
      '{"name":{"\\u005f_proto__":1}}',
      '{"constructor":{"prototype":{}}}',
    ]) {
      expectProblem(await put(poison), 400, "EH_JSON_KEY_FORBIDDEN");
    }
    expectProblem(await put(""), 400, "EH_REQUEST_INVALID");
    expect((await put('{"name":"__proto__ and \\"constructor\\""}')).statusCode).toBe(200);
  });

  test("content types: only those that the operation reads", async () => {
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "application/json; charset=utf-16",
      "nonsense",
      "application/jsonx",
    ]) {
      expectProblem(await put("{}", { "content-type": type }), 415, "EH_CONTENT_TYPE");
    }
    expect((await put('{"name":"x"}', { "content-type": 'Application/JSON; charset="UTF-8"' })).statusCode).toBe(200);
    const bytes = { method: "POST", url: "/v1/bytes", payload: "abc" } as const;
    expectProblem(await ask({ ...bytes, headers: json }), 415, "EH_CONTENT_TYPE");
    expect((await ask({ ...bytes, headers: { "content-type": "application/octet-stream" } })).json()).toEqual({
      got: 3,
    });
    expectProblem(
      await ask({ method: "POST", url: "/v1/fail", payload: "{}", headers: json }),
      400,
      "EH_REQUEST_INVALID",
    );
  });

  test("sizes: body, an operation's own limit, address", async () => {
    expectProblem(await put(JSON.stringify({ name: "x".repeat(5_000) })), 413, "EH_BODY_TOO_BIG");
    const headers = { "content-type": "application/octet-stream" };
    expectProblem(
      await ask({ method: "POST", url: "/v1/bytes", payload: "x".repeat(2_001), headers }),
      413,
      "EH_BODY_TOO_BIG",
    );
    expectProblem(await ask({ url: `/v1/things/1?${"x".repeat(9_000)}` }), 414, "EH_URL_TOO_LONG");
    expectProblem(await ask({ url: `/v1/things/${"x".repeat(3_000)}` }), 414, "EH_URL_TOO_LONG");
    expectProblem(await ask({ url: `/v1/things/${"x".repeat(300)}` }), 400, "EH_REQUEST_INVALID");
  });

  test("nothing there, and another method there", async () => {
    expectProblem(await ask({ url: "/v1/nothing" }), 404, "EH_NOT_FOUND");
    const wrong = await ask({ method: "DELETE", url: "/v1/things/1?x" });
    expectProblem(wrong, 405, "EH_METHOD_NOT_ALLOWED");
    expect(wrong.headers.allow).toBe("GET, PUT, HEAD");
    expectProblem(await ask({ method: "OPTIONS", url: "/v1/things" }), 405, "EH_METHOD_NOT_ALLOWED");
    const head = await ask({ method: "HEAD", url: "/v1/things/1" });
    expect([head.statusCode, head.body]).toEqual([200, ""]);
  });

  test("faults show nothing of the inside, and the log has them with the request's id", async () => {
    const fail = async (thrown: unknown) => {
      samples.throwNext = thrown;
      return await ask({ method: "POST", url: "/v1/fail", headers: { "x-request-id": "request-0001" } });
    };
    const internal = await fail(new Error("password=hunter2"));
    expectProblem(internal, 500, "EH_INTERNAL");
    expect(internal.body).not.toContain("hunter2");
    expect(internal.body).toContain("request-0001");
    expect(service.lines.some((line) => line.includes("request-0001") && line.includes("hunter2"))).toBe(true);

    expectProblem(await fail("a string"), 500, "EH_INTERNAL");
    expectProblem(await fail(undefined), 500, "EH_INTERNAL");
    expectProblem(await fail(new EvenhandError("EH_NOT_IN_THE_REGISTRY", "secret")), 500, "EH_INTERNAL");
    const lost = await fail(new Error("Connection terminated unexpectedly"));
    expectProblem(lost, 503, "EH_STORE_UNAVAILABLE");
    expect(lost.headers["retry-after"]).toBe("5");
    expectProblem(await fail(Object.assign(new Error("x"), { code: "57P01" })), 503, "EH_STORE_UNAVAILABLE");
    expectProblem(
      await fail(Object.assign(new Error("10.0.0.5"), { code: "ECONNREFUSED" })),
      503,
      "EH_STORE_UNAVAILABLE",
    );
    expectProblem(await fail(Object.assign(new Error("canceled"), { code: "57014" })), 503, "EH_STORE_BUSY");
    expectProblem(await fail(Object.assign(new Error("deadlock"), { code: "40P01" })), 503, "EH_STORE_BUSY");
    const raised = Object.assign(new Error("EH_MEASURE_POLICY: policy sha256:1 is not in force"), { code: "P0001" });
    expect(expectProblem(await fail(raised), 409, "EH_MEASURE_POLICY").detail).toBe("policy sha256:1 is not in force");
    const immutable = Object.assign(new Error("EH_STORE_IMMUTABLE: row 7"), { code: "P0001" });
    expect(expectProblem(await fail(immutable), 500, "EH_STORE_IMMUTABLE").detail).not.toContain("row 7");
  });

  test("request ids: taken over where they are harmless, made otherwise", async () => {
    const id = async (given: string) =>
      (await ask({ url: "/v1/nothing", headers: { "x-request-id": given } })).headers["x-request-id"];
    expect(await id("abcd-1234_X")).toBe("abcd-1234_X");
    for (const bad of ["short", "a b c d e f", "x".repeat(65), "mallory@example.org"]) {
      expect(await id(bad)).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test("the log of requests has the pattern of the path and the key's id, and nothing of a person", async () => {
    service.lines.length = 0;
    await ask({ url: "/v1/things/account-of-mallory?tag=mallory", headers: { "user-agent": "mallory" } });
    await put('{"name":"mallory"}');
    await app.inject({ url: "/mallory", headers: { authorization: "Bearer mallory" } });
    const lines = service.lines.map((line) => JSON.parse(line));
    expect(lines.map(({ method, route, operation, status }) => [method, route, operation, status])).toEqual([
      ["GET", "/v1/things/:id", "readThing", 200],
      ["PUT", "/v1/things/:id", "echoThing", 200],
      ["GET", "none", "none", 404],
    ]);
    expect(lines[0].key).toBe(authorization.split("_")[1]);
    expect(service.lines.join()).not.toMatch(/mallory|127\.0\.0\.1/);
  });

  test("headers of protection, and HSTS only where the public address is https", async () => {
    const { headers } = await ask({ url: "/v1/things/1" });
    expect(headers).toMatchObject({
      "content-security-policy": "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "strict-transport-security": "max-age=31536000",
    });
    expect(headers["x-powered-by"]).toBeUndefined();
    expect(headers.server).toBeUndefined();
    const plain = createTestService(store);
    const { app: other } = await createTestApp(plain, samples.routes).catch(async () => {
      // The store has a key already, which this test does not need.
      const { createApp } = await import("./app.js");
      return { app: createApp(plain, samples.routes) };
    });
    expect((await other.inject({ url: "/pages/1" })).headers["strict-transport-security"]).toBeUndefined();
    await other.close();
  });

  test("rate limits: announced, per key and operation, per address without a key, and for refused keys", async () => {
    service.clock.advance(60_000);
    const first = await ask({ url: "/v1/things/1" });
    const policy = parseList(first.headers["ratelimit-policy"] as string);
    expect(policy).toEqual([
      [
        "default",
        new Map([
          ["q", 6000],
          ["w", 60],
        ]),
      ],
    ]);
    const [state] = parseList(first.headers.ratelimit as string);
    expect([state?.[0], state?.[1].get("r")]).toEqual(["default", 5999]);
    expect(state?.[1].get("t")).toBeGreaterThan(0);

    expect((await ask({ url: "/v1/rare" })).statusCode).toBe(204);
    expect((await ask({ url: "/v1/rare" })).statusCode).toBe(204);
    const over = await ask({ url: "/v1/rare" });
    expect(expectProblem(over, 429, "EH_RATE_LIMITED")["violated-policies"]).toEqual(["rare"]);
    expect(Number(over.headers["retry-after"])).toBeGreaterThan(0);
    expect((await ask({ url: "/v1/things/1" })).statusCode).toBe(200);
    const exempt = await ask({
      method: "POST",
      url: "/v1/bytes",
      payload: "a",
      headers: { "content-type": "application/octet-stream" },
    });
    expect(exempt.headers.ratelimit).toBeUndefined();

    for (let i = 0; i < 20; i += 1) expect((await app.inject({ url: "/pages/1" })).statusCode).toBe(200);
    expectProblem(await app.inject({ url: "/pages/1" }), 429, "EH_RATE_LIMITED");
    expectProblem(await app.inject({ url: "/nothing" }), 429, "EH_RATE_LIMITED");
    expect((await app.inject({ url: "/pages/1", remoteAddress: "192.0.2.7" })).statusCode).toBe(200);
    // One client has all addresses of an IPv6 network of 64 bits.
    const v6 = async (end: string) => await app.inject({ url: "/pages/1", remoteAddress: `2001:db8::${end}` });
    for (let i = 0; i < 20; i += 1) expect((await v6(String(i))).statusCode).toBe(200);
    expect((await v6("ffff")).statusCode).toBe(429);

    const guess = async () => await app.inject({ url: "/v1/things/1", headers: { authorization: "Bearer eh_x" } });
    for (let i = 0; i < 20; i += 1) expectProblem(await guess(), 401, "EH_KEY_INVALID");
    expectProblem(await guess(), 429, "EH_RATE_LIMITED");
    // A key that is known here is not shut out by whoever guesses behind the same address.
    expect((await ask({ url: "/v1/things/1" })).statusCode).toBe(200);
    service.clock.advance(60_000);
    expectProblem(await guess(), 401, "EH_KEY_INVALID");
    expect((await ask({ url: "/v1/rare" })).statusCode).toBe(204);
  });

  test("metrics count by operation and status", async () => {
    const text = await service.metrics.registry.metrics();
    expect(text).toMatch(/evenhand_http_request_seconds_count\{operation="readThing",status="200"\} \d+/);
    expect(text).not.toContain("/v1/things");
  });
});
