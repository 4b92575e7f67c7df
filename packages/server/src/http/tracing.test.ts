import type { FastifyRequest } from "fastify";
import { EvenhandError } from "@evenhand/contract";
import { expect, test } from "vitest";
import { sampleRoutes } from "./testing/sample-routes.js";
import { loadTracing } from "./tracing.js";

interface Provider {
  getTracer(): { startSpan(name: string, options: { attributes: object }): object };
}
interface Api {
  readonly trace: { setGlobalTracerProvider(provider: Provider): boolean; disable(): void };
}

test("a request is a span named after its path, with status or code, and nothing of the address", async () => {
  const name = "@opentelemetry/api";
  const { trace } = (await import(name)) as Api;
  const spans: { name: string; attributes: Record<string, unknown>; ended: boolean }[] = [];
  trace.setGlobalTracerProvider({
    getTracer: () => ({
      startSpan(spanName, options) {
        const span = { name: spanName, attributes: { ...options.attributes } as Record<string, unknown>, ended: false };
        spans.push(span);
        return {
          setAttribute: (key: string, value: unknown) => (span.attributes[key] = value),
          setStatus: () => undefined,
          end: () => (span.ended = true),
        };
      },
    }),
  });
  const around = await loadTracing();
  const [route] = sampleRoutes().routes;
  const request = { id: "r1", headers: {}, url: "/v1/things/mallory" } as unknown as FastifyRequest;
  const answer = { status: 200, headers: {}, payload: undefined };
  expect(await around(route!, request, async () => answer)).toBe(answer);
  const error = new EvenhandError("EH_NOT_FOUND", "mallory is not here");
  await expect(around(route!, request, () => Promise.reject(error))).rejects.toBe(error);
  expect(spans.map((span) => [span.name, span.ended])).toEqual([
    ["GET /v1/things/:id", true],
    ["GET /v1/things/:id", true],
  ]);
  expect(spans.map((span) => span.attributes["http.response.status_code"] ?? span.attributes["error.type"])).toEqual([
    200,
    "EH_NOT_FOUND",
  ]);
  expect(JSON.stringify(spans)).not.toContain("mallory");
  trace.disable();
});
