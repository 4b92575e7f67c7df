/** A set of operations that has every feature of the routes once; for tests of what all operations share. */
import { setTimeout as wait } from "node:timers/promises";
import { Type } from "typebox";
import { EvenhandError } from "@evenhand/contract";
import type { Route } from "../route.js";
import { route } from "../route.js";

const strict = { additionalProperties: false };

export interface Samples {
  readonly routes: readonly Route[];
  /** Bodies that `echo` and `create` handled. */
  readonly handled: unknown[];
  /** What `fail` throws next. */
  throwNext: unknown;
  /** How long `create` takes, in milliseconds. */
  takeMs: number;
}

export function sampleRoutes(): Samples {
  const samples = { handled: [] as unknown[], throwNext: undefined as unknown, takeMs: 0, routes: [] as Route[] };
  const base = { tag: "Sample", summary: "A sample", errors: [] } as const;
  const anything = { 200: { description: "What was sent", schema: Type.Object({ got: Type.Unknown() }) } };
  samples.routes.push(
    route({
      ...base,
      operation: "readThing",
      method: "GET",
      path: "/v1/things/:id",
      scope: "accounts:read",
      params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 256 }) }, strict),
      query: Type.Object(
        {
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
          deep: Type.Optional(Type.Boolean()),
          tag: Type.Optional(Type.Array(Type.String(), { maxItems: 3 })),
        },
        strict,
      ),
      responses: { 200: { description: "It", schema: Type.Object({ id: Type.String(), query: Type.Unknown() }) } },
      handle: async ({ params, query }) => ({ status: 200, body: { id: params.id, query } }),
    }),
    route({
      ...base,
      operation: "echoThing",
      method: "PUT",
      path: "/v1/things/:id",
      scope: "measures:write",
      params: Type.Object({ id: Type.String({ maxLength: 256 }) }, strict),
      body: Type.Object(
        {
          name: Type.String({ maxLength: 100 }),
          count: Type.Optional(Type.Integer()),
          kind: Type.Optional(Type.Union([Type.Literal("a"), Type.Literal("b")])),
          parts: Type.Optional(Type.Array(Type.Object({ x: Type.Number() }, strict), { maxItems: 5 })),
        },
        strict,
      ),
      responses: anything,
      idempotency: "natural",
      handle: async ({ body }) => {
        samples.handled.push(body);
        return { status: 200, body: { got: body } };
      },
    }),
    route({
      ...base,
      operation: "createThing",
      method: "POST",
      path: "/v1/things",
      scope: "measures:write",
      body: Type.Object({ name: Type.String() }, strict),
      responses: { 201: { description: "Made", schema: Type.Object({ number: Type.Integer() }) } },
      errors: ["EH_NOT_FOUND"],
      idempotency: "key",
      handle: async ({ body }) => {
        if (samples.takeMs > 0) await wait(samples.takeMs);
        if (body.name === "refused") throw new EvenhandError("EH_NOT_FOUND", "There is no such thing.");
        samples.handled.push(body);
        return { status: 201, body: { number: samples.handled.length }, headers: { location: "/v1/things/1" } };
      },
    }),
    route({
      ...base,
      operation: "sendBytes",
      method: "POST",
      path: "/v1/bytes",
      scope: "events:write",
      contentTypes: ["application/octet-stream", "application/cloudevents+json"],
      bodyBytes: 2_000,
      rate: "exempt",
      responses: anything,
      handle: async ({ body }) => ({ status: 200, body: { got: (body as Buffer).length } }),
    }),
    route({
      ...base,
      operation: "rareThing",
      method: "GET",
      path: "/v1/rare",
      scope: "accounts:read",
      rate: { name: "rare", perMinute: 2 },
      responses: { 204: { description: "Nothing" } },
      handle: async () => ({ status: 204 }),
    }),
    route({
      ...base,
      operation: "failThing",
      method: "POST",
      path: "/v1/fail",
      scope: "admin",
      responses: { 204: { description: "Never" } },
      handle: async () => {
        throw samples.throwNext;
      },
    }),
    route({
      ...base,
      operation: "readPage",
      method: "GET",
      path: "/pages/:token",
      scope: "public",
      params: Type.Object({ token: Type.String({ maxLength: 64 }) }, strict),
      responses: { 200: { description: "A page", contentType: "text/plain; charset=utf-8" } },
      handle: async ({ params }) => ({ status: 200, body: `page ${params.token}` }),
    }),
  );
  return samples;
}
