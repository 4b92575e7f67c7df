import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FastifyInstance } from "fastify";
import { openTestStore, type TestStore } from "../../testing/test-store.js";
import { keysRoutes } from "../../keys/routes.js";
import { operationRoutes } from "../../operation/routes.js";
import { createApp } from "../app.js";
import { ERROR_REGISTRY } from "../error-registry.js";
import { sampleRoutes } from "../testing/sample-routes.js";
import { createTestService } from "../testing/test-app.js";
import { Html, html, prose } from "./html.js";
import { exampleOf, schemaRows } from "./schema-rows.js";
import type { Route } from "../route.js";

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: unknown }>> }>
  >;
  readonly security: readonly unknown[];
}

describe("documentation", () => {
  let store: TestStore;
  let app: FastifyInstance;
  let routes: readonly Route[];

  beforeAll(async () => {
    store = await openTestStore("embedded");
    const service = createTestService(store);
    routes = [...sampleRoutes().routes, ...keysRoutes(service), ...operationRoutes(service)];
    app = createApp(service, routes);
    await app.ready();
  });
  afterAll(async () => {
    await app.close();
    await store[Symbol.asyncDispose]();
  });

  test("OpenAPI 3.1: every operation with its parameters, bodies, answers, problems and key", async () => {
    const answer = await app.inject({ url: "/openapi.json" });
    const document = answer.json<{
      openapi: string;
      paths: Record<string, Record<string, Operation>>;
      components: Record<string, object>;
    }>();
    expect(document.openapi).toBe("3.1.0");
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    const ids = operations.map((operation) => operation.operationId);
    expect(ids.toSorted()).toEqual(
      [...routes.map((route) => route.operation), "getDocs", "getErrors", "getOpenApi"].toSorted(),
    );
    const create = document.paths["/v1/keys"]?.post as Operation;
    expect(create.parameters).toMatchObject([{ name: "Idempotency-Key", in: "header", required: true }]);
    expect(create.requestBody?.content["application/json"]).toMatchObject({
      schema: { required: ["name", "role", "scopes"] },
    });
    expect(create.security).toEqual([{ key: [] }]);
    expect(Object.keys(create.responses)).toEqual(
      expect.arrayContaining(["201", "400", "401", "403", "409", "413", "415", "422", "429", "500", "503"]),
    );
    expect(create.responses["403"]?.content).toEqual({
      "application/problem+json": { schema: { $ref: "#/components/schemas/ProblemDetails" } },
    });
    expect(Object.keys(document.components.schemas ?? {})).toEqual(["ProblemDetails"]);
    expect(document.components.securitySchemes).toMatchObject({ key: { type: "http", scheme: "bearer" } });
    const read = document.paths["/v1/things/{id}"]?.get as Operation;
    expect(read.parameters?.map(({ name, in: place, required }) => [name, place, required ?? false])).toEqual(
      expect.arrayContaining([
        ["id", "path", true],
        ["limit", "query", false],
      ]),
    );
    expect(document.paths["/v1/bytes"]?.post?.requestBody?.content).toHaveProperty(["application/octet-stream"]);
    expect(document.paths["/healthz"]?.get?.security).toEqual([]);
    expect(answer.body).not.toContain('"$id"');
  });

  test("pages: everything in one file, no script, nothing loaded, a policy that allows exactly their style", async () => {
    for (const url of ["/docs", "/errors"]) {
      const { statusCode, headers, body } = await app.inject({ url });
      expect([statusCode, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
      expect(headers["content-security-policy"]).toMatch(
        /^default-src 'none'; style-src 'sha256-[^']+'; frame-ancestors 'none'/,
      );
      expect(body).not.toMatch(/<script|<link|<img|@import|url\(|style="|onclick|undefined|\[object/);
      expect(body).toContain("prefers-color-scheme: dark");
      // A browser hashes every character between the tags.
      const style = /<style>([^]*?)<\/style>/.exec(body)?.[1] ?? "";
      const hash = createHash("sha256").update(style).digest("base64");
      expect(headers["content-security-policy"]).toContain(`'sha256-${hash}'`);
    }
    const { body } = await app.inject({ url: "/docs" });
    for (const route of routes) expect(body).toContain(`<section id="${route.operation}">`);
    expect(body).toContain("curl -X POST");
    const errors = (await app.inject({ url: "/errors" })).body;
    for (const code of Object.keys(ERROR_REGISTRY)) expect(errors).toContain(`<tr id="${code}">`);
  });

  test("HTML cannot be broken out of", () => {
    expect(html`<p title="${'"><script>'}">${"<b>&'"}${new Html("<i>")}${[1, "<"]}${undefined}</p>`.text).toBe(
      '<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;&#39;<i>1&lt;</p>',
    );
    expect(prose("use `<x>` & `y`").text).toBe("use <code>&lt;x&gt;</code> &amp; <code>y</code>");
  });

  test("schemas in words, and an example that fits", () => {
    const schema = {
      type: "object",
      required: ["a", "list"],
      properties: {
        a: { anyOf: [{ const: "x" }, { const: "y" }] },
        list: {
          type: "array",
          maxItems: 3,
          items: { type: "object", required: ["n"], properties: { n: { type: "integer", minimum: 2 } } },
        },
        maybe: { anyOf: [{ type: "string", format: "date-time" }, { type: "null" }] },
      },
    };
    expect(schemaRows(schema).map(({ path, type, required }) => [path, type, required])).toEqual([
      ["a", '"x" | "y"', true],
      ["list", "list of object, up to 3 items", true],
      ["list[].n", "integer, from 2", true],
      ["maybe", "date-time | null", false],
    ]);
    expect(exampleOf(schema)).toEqual({ a: "x", list: [{ n: 2 }] });
  });
});
