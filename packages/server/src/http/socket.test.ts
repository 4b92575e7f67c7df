import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestStore, type TestStore } from "../testing/test-store.js";
import { createApp } from "./app.js";
import { type Samples, sampleRoutes } from "./testing/sample-routes.js";
import { createTestApp, createTestService } from "./testing/test-app.js";

describe("over a real socket", () => {
  let store: TestStore;
  let app: FastifyInstance;
  let authorization: string;
  let samples: Samples;
  let service: ReturnType<typeof createTestService>;

  beforeAll(async () => {
    store = await openTestStore("embedded");
    service = createTestService(store, { EVENHAND_HTTP_REQUEST_TIMEOUT: "1000", EVENHAND_HTTP_BODY_BYTES: "1024" });
    samples = sampleRoutes();
    ({ app, authorization } = await createTestApp(service, samples.routes, { checkTimeoutsMs: 50 }));
    await app.listen({ port: 0, host: "127.0.0.1" });
  });
  afterAll(async () => {
    await app.close();
    await store[Symbol.asyncDispose]();
  });

  /** Sends bytes as they are and collects all that comes back until the other side closes. */
  const raw = async (bytes: string, at = app): Promise<string> => {
    const socket = connect((at.server.address() as AddressInfo).port, "127.0.0.1");
    let got = "";
    socket.on("data", (chunk) => (got += chunk.toString("latin1")));
    socket.on("error", () => undefined);
    socket.write(bytes);
    await once(socket, "close");
    return got;
  };
  const expectProblem = (answer: string, status: number, code: string) => {
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer.toLowerCase()).toContain("content-type: application/problem+json");
    const bodies = answer.split("\r\n\r\n").slice(1).join("\r\n\r\n");
    const body = JSON.parse(bodies.slice(bodies.indexOf("{"), bodies.lastIndexOf("}") + 1));
    expect(body).toMatchObject({ status, code, type: expect.stringContaining(`/errors#${code}`) });
  };

  test("what is no HTTP is refused as a problem", async () => {
    expectProblem(await raw("nonsense\r\n\r\n"), 400, "EH_REQUEST_MALFORMED");
    expectProblem(await raw("GET / HTTP/1.1\r\nHost: x\r\nBroken header\r\n\r\n"), 400, "EH_REQUEST_MALFORMED");
    expectProblem(await raw("GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n"), 400, "EH_REQUEST_MALFORMED");
    expectProblem(
      await raw(`GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(20_000)}\r\n\r\n`),
      431,
      "EH_HEADERS_TOO_BIG",
    );
    const both =
      "POST /v1/bytes HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    expectProblem(await raw(both), 400, "EH_REQUEST_MALFORMED");
    expectProblem(
      await raw(
        "POST /v1/things HTTP/1.1\r\nHost: x\r\nExpect: a miracle\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
      ),
      417,
      "EH_EXPECTATION_FAILED",
    );
  });

  test("headers or bodies that never end are answered 408", async () => {
    expectProblem(await raw("GET / HTTP/1.1\r\nHost: x\r\nSlow: "), 408, "EH_REQUEST_TIMEOUT");
    const head = `PUT /v1/things/1 HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n`;
    expectProblem(await raw(`${head}{"na`), 408, "EH_REQUEST_TIMEOUT");
  });

  test("a body in chunks is bounded too, and who may not send is told before sending", async () => {
    const head = (more: string) =>
      `PUT /v1/things/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${more}\r\n`;
    const chunk = `800\r\n${" ".repeat(2_048)}\r\n`;
    const chunked = head(`Authorization: ${authorization}\r\nTransfer-Encoding: chunked\r\n`) + chunk + chunk;
    expectProblem(await raw(chunked), 413, "EH_BODY_TOO_BIG");
    expectProblem(await raw(head("Content-Length: 5000000\r\nConnection: close\r\n")), 401, "EH_KEY_MISSING");
  });

  test("the signal ends when the client goes", async () => {
    let start: (signal: AbortSignal) => void = () => undefined;
    const started = new Promise<AbortSignal>((resolve) => (start = resolve));
    const service = createTestService(store);
    const other = createApp(service, [
      {
        operation: "waitLong",
        method: "GET",
        path: "/wait",
        summary: "Waits",
        tag: "Sample",
        scope: "public",
        responses: { 204: { description: "Done" } },
        errors: [],
        handle: async ({ signal }) => {
          start(signal);
          await once(signal, "abort");
          return { status: 204 };
        },
      },
    ]);
    await other.listen({ port: 0, host: "127.0.0.1" });
    const client = httpRequest({ port: (other.server.address() as AddressInfo).port, path: "/wait" }).end();
    client.on("error", () => undefined);
    const signal = await started;
    expect(signal.aborted).toBe(false);
    client.destroy();
    await once(signal, "abort");
    await other.close();
  });

  test("closing answers what has arrived, and tells later requests on open connections to go elsewhere", async () => {
    const second = createTestService(store);
    const slow = sampleRoutes();
    slow.takeMs = 500;
    const other = createApp(second, slow.routes);
    await other.listen({ port: 0, host: "127.0.0.1" });
    const body = '{"name":"last"}';
    const post = `POST /v1/things HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nIdempotency-Key: "close"\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const socket = connect((other.server.address() as AddressInfo).port, "127.0.0.1");
    let got = "";
    socket.on("data", (data) => (got += data.toString("latin1")));
    socket.write(post);
    await wait(200);
    const closing = other.close();
    // Pipelined behind the running one.
    socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    await once(socket, "close");
    await closing;
    expect(slow.handled).toEqual([{ name: "last" }]);
    expect(got).toMatch(/^HTTP\/1.1 201 /);
    if (got.includes("HTTP/1.1 503")) expect(got).toContain("EH_SERVICE_STOPPING");
  });
});
