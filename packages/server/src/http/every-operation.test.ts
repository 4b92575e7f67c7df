/** The whole service with every operation it has: whatever is sent, it answers what it declares, and never 500. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProblemDetails } from "@evenhand/contract";
import fc from "fast-check";
import type { InjectOptions } from "fastify";
import { pino } from "pino";
import { Check } from "typebox/value";
import { expect, test } from "vitest";
import { readConfig } from "../config/read-config.js";
import { type Evenhand, routesOf, startEvenhand } from "../evenhand.js";
import { createApp } from "./app.js";
import { exampleOf } from "./documentation/schema-rows.js";
import { errorsOf } from "./documentation/shared-errors.js";
import type { Route } from "./route.js";

const segment = fc.oneof(
  fc.uuid(),
  fc.constantFrom(
    `sha256:${"0".repeat(64)}`,
    "0",
    "-1",
    "9".repeat(30),
    "%F0%9F%98%80",
    "'",
    "%25",
    "..",
    "x".repeat(250),
    "%ED%A0%80",
  ),
  fc.webSegment({ size: "small" }),
);
const extreme = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    null,
    "",
    "9999-12-31T23:59:59Z",
    "0000-01-01T00:00:00Z",
    -1,
    1e308,
    2 ** 31,
    2 ** 53,
    "\u0000",
    "\ud800",
    "x".repeat(5_000),
    [],
    {},
  ),
);
const draft = {
  specversion: "1.0",
  id: "event-1",
  source: "/test",
  type: "post.created",
  time: "2026-11-24T22:00:00Z",
  data: { actor: { id: "a" }, item: { id: "i", kind: "post", surface: "post", text: { body: "hello" } } },
};

/** A request that is nearly right: parameters and a body from the operation's schemas, with some fields replaced. */
function requestTo(route: Route): fc.Arbitrary<InjectOptions> {
  const names = [...route.path.matchAll(/:(\w+)/g)].map(([whole]) => whole);
  const queries = Object.keys(propertiesOf(route.query));
  const example: unknown = route.body === undefined ? draft : exampleOf(route.body);
  const fields = Object.keys({
    ...(example as object),
    ...propertiesOf(route.body),
  });
  const body = fc.oneof(
    { weight: 1, arbitrary: extreme },
    {
      weight: 4,
      arbitrary: fc
        .array(fc.tuple(fc.constantFrom(...fields, "unknown"), extreme), { maxLength: 2 })
        .map((changes) => ({ ...(example as object), ...Object.fromEntries(changes) })),
    },
  );
  return fc
    .record({
      segments: fc.array(segment, { minLength: names.length, maxLength: names.length }),
      // Waiting for the journal is left out, since it takes its time.
      query: fc.dictionary(fc.constantFrom("unknown", ...queries.filter((name) => name !== "wait")), segment, {
        maxKeys: 2,
      }),
      body,
      key: fc.uuid(),
      type: fc.constantFrom(...(route.contentTypes ?? ["application/json"])),
    })
    .map(({ segments, query, body: sent, key, type }) => {
      const path = names.reduce((url, name, i) => url.replace(name, segments[i] ?? "x"), route.path);
      const search = Object.entries(query).map(([name, value]) => `${name}=${value}`);
      const hasBody = route.body !== undefined || route.contentTypes !== undefined;
      return {
        method: route.method,
        url: `${path}${search.length === 0 ? "" : `?${search.join("&")}`}`,
        headers: { "idempotency-key": key, ...(hasBody ? { "content-type": type } : {}) },
        ...(hasBody ? { payload: JSON.stringify(sent) } : {}),
      };
    });
}

function propertiesOf(schema: object | undefined): object {
  const { properties = {} } = (schema ?? {}) as { properties?: object };
  return properties;
}

async function start(directory: string): Promise<Evenhand> {
  const config = readConfig({
    EVENHAND_DATA_DIRECTORY: directory,
    EVENHAND_PORT: "0",
    EVENHAND_HTTP_ANONYMOUS_PER_MINUTE: "1000000",
    EVENHAND_HTTP_REQUESTS_PER_MINUTE: "1000000",
  });
  return await startEvenhand(config, { log: pino({ level: "silent" }) });
}

test("every operation answers what it declares", { timeout: 300_000 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), "evenhand-operations-"));
  const service = await start(directory);
  const authorization = `Bearer ${service.firstKey?.text}`;
  const routes = routesOf(service.domain);
  const app = createApp(service.domain, routes, { checkAnswers: true });
  for (const route of routes) {
    const errors = new Set<string>(errorsOf(route));
    await fc.assert(
      fc.asyncProperty(requestTo(route), async (request) => {
        const answer = await app.inject({ ...request, headers: { ...request.headers, authorization } });
        // A page for people may say in words that there is nothing.
        if (answer.statusCode < 400 || Object.hasOwn(route.responses, answer.statusCode)) {
          expect(Object.keys(route.responses)).toContain(String(answer.statusCode));
          return;
        }
        const problem = answer.json<ProblemDetails>();
        expect(Check(ProblemDetails, problem)).toBe(true);
        // A segment such as `..` or a slash can lead to another operation, or to none.
        const elsewhere = ["EH_NOT_FOUND", "EH_METHOD_NOT_ALLOWED"].includes(problem.code);
        if (!elsewhere)
          expect([route.operation, [...errors].toSorted()]).toEqual([
            route.operation,
            expect.arrayContaining([problem.code]),
          ]);
        expect(problem.status).not.toBe(500);
      }),
      { numRuns: 25 },
    );
  }
  await app.close();
  await service[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});
