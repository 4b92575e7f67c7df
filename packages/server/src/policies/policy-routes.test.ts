import { gzipSync } from "node:zlib";
import type { FastifyInstance } from "fastify";
import type { PolicyDetail, PolicyPage, ProblemDetails, PublishedRules, UploadedPolicy } from "@evenhand/contract";
import { expect, test } from "vitest";
import { createTestApp, createTestService } from "../http/testing/test-app.js";
import { createKey } from "../keys/create-key.js";
import { OPERATOR } from "../keys/holder.js";
import { ensurePartitions } from "../store/partitions.js";
import { forEachStore, type TestStore } from "../testing/test-store.js";
import { createPolicyBook } from "./policy-book.js";
import { readArchive } from "./read-archive.js";
import { policyRoutes } from "./routes.js";
import { policyFolder } from "./testing/policy-service.js";
import { writeArchive } from "./write-archive.js";

interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly raw: Buffer;
  readonly headers: Readonly<Record<string, unknown>>;
}

async function start(store: TestStore, env: Readonly<Record<string, string>> = {}) {
  const service = createTestService(store, env);
  await ensurePartitions(store.db, service.clock.now());
  const policies = await createPolicyBook(service);
  const { app, authorization } = await createTestApp(service, policyRoutes(service, policies));
  const other = await createKey(service, OPERATOR, {
    name: "second person",
    role: "operator",
    scopes: ["policies:publish", "policies:read"],
  });
  return { app, policies, authorization, second: `Bearer ${other.text}` };
}

async function ask<T>(
  app: FastifyInstance,
  authorization: string | undefined,
  method: "GET" | "POST",
  url: string,
  body?: object | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer<T>> {
  const response = await app.inject({
    method,
    url,
    headers: { ...(authorization === undefined ? {} : { authorization }), ...headers },
    ...(body === undefined ? {} : { payload: body }),
  });
  const type = String(response.headers["content-type"]);
  const parsed: unknown = type.includes("json") ? JSON.parse(response.body) : undefined;
  return { status: response.statusCode, body: parsed as T, raw: response.rawPayload, headers: response.headers };
}

const json = (word: string): object => ({ files: Object.fromEntries(policyFolder(word)) });
const GZIP = { "content-type": "application/gzip" };

forEachStore((_kind, open) => {
  test("uploads, publishes, shows and hands back a policy", async () => {
    const { app, authorization } = await start(await open());
    expect((await ask<ProblemDetails>(app, undefined, "GET", "/v1/rules")).body.code).toBe("EH_POLICY_NONE");
    const files = policyFolder("sale");
    const packed = await writeArchive(files, new Date(1_700_000_000_000));
    const dry = await ask<UploadedPolicy>(app, authorization, "POST", "/v1/policies?dryRun=true", packed, GZIP);
    expect(dry).toMatchObject({ status: 200, body: { created: false } });
    const uploaded = await ask<UploadedPolicy>(app, authorization, "POST", "/v1/policies", packed, GZIP);
    expect(uploaded).toMatchObject({
      status: 201,
      headers: { location: `/v1/policies/${dry.body.version}` },
      body: {
        name: "Reading circle",
        created: true,
        cases: { total: 1, passed: 1 },
        lint: [
          {
            code: "EH_LINT_COUNTER_UNUSED",
            severity: "warning",
            where: "evenhand.yaml:10:3",
            excerpt: expect.stringContaining("posts: { on:"),
          },
        ],
        backtest: null,
        approvals: { needed: 0, given: 0 },
      },
    });
    const { version } = uploaded.body;
    expect((await ask(app, authorization, "POST", "/v1/policies", json("sale"))).status).toBe(200);
    const published = await ask(app, authorization, "POST", `/v1/policies/${version}/publish`, { expect: null });
    expect(published).toMatchObject({ status: 200, body: { publication: 1, policy: version, kind: "publish" } });
    const second = await ask<UploadedPolicy>(app, authorization, "POST", "/v1/policies", json("offer"));
    const stale = await ask<ProblemDetails>(app, authorization, "POST", `/v1/policies/${second.body.version}/publish`, {
      expect: null,
    });
    expect(stale).toMatchObject({ status: 409, body: { code: "EH_POLICY_CHANGED" } });

    const page = await ask<PolicyPage>(app, authorization, "GET", "/v1/policies?limit=1");
    const rest = await ask<PolicyPage>(
      app,
      authorization,
      "GET",
      `/v1/policies?after=${encodeURIComponent(page.body.next ?? "")}`,
    );
    const items = [...page.body.items, ...rest.body.items];
    expect(rest.body.next).toBeNull();
    expect(new Map(items.map((item) => [item.version, item.inForce]))).toEqual(
      new Map([
        [version, true],
        [second.body.version, false],
      ]),
    );
    expect(items.find((item) => item.inForce)).toMatchObject({
      warnings: 1,
      cases: 1,
      publications: [{ publication: 1 }],
    });
    const current = await ask<PolicyDetail>(app, authorization, "GET", "/v1/policies/current");
    expect(current.body).toEqual((await ask<PolicyDetail>(app, authorization, "GET", `/v1/policies/${version}`)).body);
    expect(current.body).toMatchObject({ version, clauses: [{ clause: "spam.words", title: { zh: "广告用语" } }] });

    const archive = await ask(app, authorization, "GET", `/v1/policies/${version}/archive`);
    expect(archive.headers["content-type"]).toBe("application/gzip");
    expect(await readArchive(archive.raw)).toEqual(files);
    const asJson = await ask<{ files: object }>(app, authorization, "GET", `/v1/policies/${version}/files`);
    expect(new Map(Object.entries(asJson.body.files))).toEqual(files);
    const missing = await ask<ProblemDetails>(app, authorization, "GET", `/v1/policies/sha256:${"0".repeat(64)}`);
    expect(missing).toMatchObject({ status: 404, body: { code: "EH_POLICY_NOT_FOUND" } });

    // The rules are for everybody.
    const rules = await ask<PublishedRules>(app, undefined, "GET", "/v1/rules?lang=zh-CN");
    expect(rules.body).toMatchObject({
      community: "Reading circle",
      policy: version,
      publication: 1,
      languages: ["en", "zh"],
      rules: [
        {
          id: "spam",
          language: "zh",
          title: "垃圾信息",
          clauses: [{ id: "spam.words", language: "zh", title: "广告用语", text: "请勿发布广告。" }],
        },
      ],
    });
    expect((await ask<PublishedRules>(app, undefined, "GET", "/v1/rules?lang=fr")).body.rules[0]).toMatchObject({
      language: "en",
      title: "Spam",
    });

    const key = { "idempotency-key": '"one"' };
    expect((await ask<ProblemDetails>(app, authorization, "POST", "/v1/policies/rollback", {}, key)).body.code).toBe(
      "EH_POLICY_NO_PREVIOUS",
    );
    await ask(app, authorization, "POST", `/v1/policies/${second.body.version}/publish`, { expect: version });
    for (let i = 0; i < 2; i++) {
      const back = await ask(app, authorization, "POST", "/v1/policies/rollback", {}, { "idempotency-key": '"two"' });
      expect(back).toMatchObject({ status: 200, body: { publication: 3, policy: version, kind: "rollback" } });
    }
    await app.close();
  });

  test("refuses a bad policy with 422 and its complete lint output", async () => {
    const { app, authorization } = await start(await open());
    const files = policyFolder("sale");
    files.set("rules/spam.md", String(files.get("rules/spam.md")).replace("severity: 2", "severity: 9"));
    files.set("detectors/spam.yaml", String(files.get("detectors/spam.yaml")).replace("then: remove", "then: banish"));
    const body = { files: Object.fromEntries(files) };
    const answer = await ask<ProblemDetails>(app, authorization, "POST", "/v1/policies", body);
    expect(answer).toMatchObject({
      status: 422,
      body: {
        code: "EH_POLICY_REFUSED",
        errors: [
          {
            code: "EH_POLICY_MEASURE",
            severity: "error",
            where: "detectors/spam.yaml:5:9",
            excerpt: " 5 |   then: banish\n   |         ^",
          },
          { code: "EH_POLICY_VALUE", where: expect.stringMatching(/^rules\/spam\.md:8:/) },
        ],
      },
    });
    expect((await ask<PolicyPage>(app, authorization, "GET", "/v1/policies")).body.items).toEqual([]);
    await app.close();
  });

  test("lets a second person approve, and only then publishes", async () => {
    const { app, authorization, second } = await start(await open(), { EVENHAND_POLICY_APPROVALS: "1" });
    const uploaded = await ask<UploadedPolicy>(app, authorization, "POST", "/v1/policies", json("sale"));
    expect(uploaded.body.approvals).toEqual({ needed: 1, given: 0 });
    const path = `/v1/policies/${uploaded.body.version}`;
    expect((await ask<ProblemDetails>(app, second, "POST", "/v1/policies", json("sale"))).body.code).toBe(
      "EH_SCOPE_MISSING",
    );
    expect((await ask<ProblemDetails>(app, authorization, "POST", `${path}/publish`, {})).body.code).toBe(
      "EH_POLICY_APPROVAL_MISSING",
    );
    expect((await ask<ProblemDetails>(app, authorization, "POST", `${path}/approve`)).body.code).toBe(
      "EH_POLICY_APPROVAL_OWN",
    );
    expect((await ask(app, second, "POST", `${path}/approve`)).status).toBe(200);
    expect((await ask(app, authorization, "POST", `${path}/publish`, {})).status).toBe(200);
    await app.close();
  });

  test("answers hostile uploads with a problem, never with 500", async () => {
    const { app, authorization } = await start(await open());
    const post = (body: object | Buffer, type: string): Promise<Answer<ProblemDetails>> =>
      ask(app, authorization, "POST", "/v1/policies", body, { "content-type": type });
    const nested = `{"files":{"evenhand.yaml":${JSON.stringify("[".repeat(100_000))}}}`;
    const cases: [Buffer, string, string][] = [
      [Buffer.alloc(0), "application/gzip", "EH_POLICY_ARCHIVE"],
      [Buffer.from("x"), "application/x-gzip", "EH_POLICY_ARCHIVE"],
      [gzipSync(Buffer.alloc(128 * 1024 * 1024)), "application/gzip", "EH_POLICY_ARCHIVE_TOO_BIG"],
      [gzipSync(Buffer.from("not a tar".repeat(1_000))), "application/gzip", "EH_POLICY_ARCHIVE"],
      [Buffer.alloc(17 * 1024 * 1024), "application/gzip", "EH_BODY_TOO_BIG"],
      [Buffer.from("{}"), "application/zip", "EH_CONTENT_TYPE"],
      [Buffer.from("{"), "application/json", "EH_JSON_INVALID"],
      [Buffer.from('{"files":{"evenhand.yaml":1}}'), "application/json", "EH_REQUEST_INVALID"],
      [Buffer.from('{"files":{},"more":1}'), "application/json", "EH_REQUEST_INVALID"],
      [Buffer.from('{"files":{"__proto__":"x"}}'), "application/json", "EH_JSON_KEY_FORBIDDEN"],
      [Buffer.from(nested), "application/json", "EH_POLICY_REFUSED"],
      [
        Buffer.from('{"files":{"evenhand.yaml":"name: \\"a\\\\0b\\"\\u0000"}}'),
        "application/json",
        "EH_POLICY_REFUSED",
      ],
    ];
    for (const [body, type, code] of cases) {
      expect((await post(body, type)).body?.code, `${type} ${body.subarray(0, 40).toString()}`).toBe(code);
    }
    // NUL characters, which PostgreSQL's text does not hold, in every text that is stored.
    const odd = [...policyFolder("sale")].map(([path, text]) => [
      path,
      text.replace("name: Reading", 'name: "R\\0"\n#').replace("category: spam", 'category: "s\\0"'),
    ]);
    const stored = await post({ files: Object.fromEntries(odd) as object }, "application/json");
    expect([201, 422]).toContain(stored.status);
    await app.close();
  });
});
