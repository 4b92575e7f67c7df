import type { FastifyInstance } from "fastify";
import { describe, expect, test } from "vitest";
import { createTestApp } from "../http/testing/test-app.js";
import { createKey } from "../keys/create-key.js";
import { OPERATOR, publishFiles, startTestDomain, type TestDomain } from "../testing/test-domain.js";
import { intakePost } from "../testing/test-event.js";
import { testPolicy } from "../testing/test-policy.js";
import { forEachStore } from "../testing/test-store.js";
import { expireEntries } from "./expire-entries.js";
import { bankRoutes } from "./routes.js";

const POLICY = {
  "detectors/urgent.yaml": `
- { id: urgent, clause: spam.words, on: [post.*], when: 'bank("urgent").any(text.all)', then: review, reason: { en: An urgent term., zh-Hans: 紧急词语。 } }
- { id: copies, clause: spam.words, on: [post.*], when: 'similar("copies", text.all) > 0.8', then: review, reason: { en: A copy., zh-Hans: 副本。 } }
- { id: shop, clause: spam.words, on: [post.*], when: 'bank("shops").any(text.urls)', then: review, reason: { en: A shop., zh-Hans: 商店。 } }
`,
  "banks/urgent.yaml":
    "kind: terms\nlive: true\ndoc: What cannot wait\nentries: [flare, { text: flare gun, allow: true }]\n",
  "banks/shops.yaml": "kind: domains\nlive: true\n",
  "banks/prints.yaml": "kind: images\nlive: true\nradius: 20\n",
  "banks/copies.yaml": "kind: samples\nlive: true\n",
  "banks/fixed.txt": "rope\n~knot | severity:3 category:gear\n!=knotted\n",
};
const HOLDER = { keyId: "key1", actor: OPERATOR, scopes: new Set(["admin"] as const) };
const HASH = "a1".repeat(32);

async function start(domain: TestDomain): Promise<{
  readonly app: FastifyInstance;
  readonly ask: (
    method: "GET" | "POST" | "DELETE",
    path: string,
    body?: unknown,
    type?: string,
  ) => Promise<{ status: number; body: never; text: string }>;
}> {
  const { app, authorization } = await createTestApp(domain, bankRoutes(domain));
  const ask: Awaited<ReturnType<typeof start>>["ask"] = async (method, url, body, type = "application/json") => {
    const answer = await app.inject({
      method,
      url,
      headers: { authorization, ...(body === undefined ? {} : { "content-type": type }) },
      ...(body === undefined
        ? {}
        : { payload: typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
    });
    const json = String(answer.headers["content-type"]).includes("json") && !url.includes("/export");
    return { status: answer.statusCode, body: (json ? answer.json() : undefined) as never, text: answer.payload };
  };
  return { app, ask };
}

forEachStore((_kind, open) => {
  describe("banks over HTTP", () => {
    test("are listed with what they hold, live, fixed and idle", async () => {
      await using domain = await startTestDomain(await open(), testPolicy(POLICY));
      const { ask } = await start(domain);
      await ask("POST", "/v1/banks/urgent/entries", { entries: ["anchor", "buoy"] });
      expect((await ask("GET", "/v1/banks")).body).toMatchObject({
        items: [
          { name: "copies", kind: "samples", state: "live", revision: 0, entries: { policy: 0, added: 0 } },
          { name: "fixed", kind: "terms", state: "fixed", changedAt: null, entries: { policy: 3, added: 0 } },
          { name: "prints", kind: "images" },
          { name: "shops", kind: "domains" },
          { name: "urgent", doc: "What cannot wait", state: "live", revision: 1, entries: { policy: 2, added: 2 } },
        ],
      });
      const { "banks/urgent.yaml": _, "detectors/urgent.yaml": __, ...rest } = POLICY;
      await publishFiles(domain, testPolicy(rest));
      expect((await ask("GET", "/v1/banks/urgent")).body).toMatchObject({
        state: "idle",
        entries: { policy: 0, added: 2 },
      });
      expect((await ask("GET", "/v1/banks/none")).body).toMatchObject({ code: "EH_BANK_NOT_FOUND" });
      expect((await ask("POST", "/v1/banks/urgent/entries", { entries: ["x"] })).body).toMatchObject({
        code: "EH_BANK_NOT_FOUND",
      });
      expect((await ask("POST", "/v1/banks/fixed/entries", { entries: ["x"] })).body).toMatchObject({
        code: "EH_BANK_NOT_LIVE",
      });
    });

    test("a key without the scope reads and changes nothing", async () => {
      await using domain = await startTestDomain(await open(), testPolicy(POLICY));
      const { app } = await start(domain);
      const { text } = await createKey(domain, HOLDER, { name: "reader", role: "staff", scopes: ["banks:read"] });
      const { text: other } = await createKey(domain, HOLDER, { name: "other", role: "staff", scopes: ["cases:read"] });
      const status = async (key: string, method: "GET" | "POST", url: string): Promise<number> =>
        (
          await app.inject({
            method,
            url,
            headers: {
              authorization: `Bearer ${key}`,
              ...(method === "POST" ? { "content-type": "application/json" } : {}),
            },
            ...(method === "POST" ? { payload: JSON.stringify({ entries: ["x"] }) } : {}),
          })
        ).statusCode;
      expect(await status(text, "GET", "/v1/banks")).toBe(200);
      expect(await status(text, "POST", "/v1/banks/urgent/entries")).toBe(403);
      expect(await status(other, "GET", "/v1/banks")).toBe(403);
      expect(await status(other, "GET", "/v1/banks/urgent/export")).toBe(403);
    });

    test("each entry is answered on its own, and a bad one sinks no other", async () => {
      await using domain = await startTestDomain(await open(), testPolicy(POLICY));
      const { ask } = await start(domain);
      const add = async (bank: string, ...entries: unknown[]): Promise<unknown[]> =>
        ((await ask("POST", `/v1/banks/${bank}/entries`, { entries })).body as { results: unknown[] }).results;
      expect(
        await add(
          "urgent",
          {
            text: "anchor",
            severity: 4,
            category: "gear",
            source: "a call",
            note: "why",
            expiresAt: "2999-01-01T00:00:00Z",
          },
          { text: "\u200b\u200d" },
          { text: "rope", severity: 9 },
          { text: "rope", colour: "red" },
          { domain: "rope.test" },
          "ANCHOR",
          "flare",
          { text: "half \ud800" },
          { text: "buoy", near: { terms: ["sea"], within: 5 } },
        ),
      ).toMatchObject([
        { result: "added" },
        { result: "refused", problems: [{ code: "EH_POLICY_BANK", pointer: "#/entries/1" }] },
        { result: "refused", problems: [{ detail: expect.stringContaining("severity") }] },
        { result: "refused", problems: [{ code: "EH_POLICY_UNKNOWN_KEY" }] },
        { result: "refused" },
        { result: "present" },
        { result: "present", id: null },
        { result: "refused", problems: [{ code: "EH_BANK_ENTRY" }] },
        { result: "added" },
      ]);
      expect(
        await add("shops", "shop.test", { domain: "SHOP.test", path: "/sale" }, "https://x", { domain: "a b" }),
      ).toMatchObject([{ result: "added" }, { result: "added" }, { result: "refused" }, { result: "refused" }]);
      expect(
        await add(
          "prints",
          { pdq: HASH, radius: 10 },
          { pdq: HASH.toUpperCase() },
          { pdq: "12" },
          { md5: "00".repeat(16) },
          {},
        ),
      ).toMatchObject([
        { result: "added" },
        { result: "present" },
        { result: "refused" },
        { result: "added" },
        { result: "refused" },
      ]);
      expect(
        await add(
          "copies",
          { text: "buy cheap boats here today", clause: "spam.words" },
          { text: "x", clause: "none.such" },
        ),
      ).toMatchObject([{ result: "added" }, { result: "refused" }]);
      expect((await ask("POST", "/v1/banks/urgent/entries", { entries: [] })).status).toBe(400);
      expect((await ask("POST", "/v1/banks/urgent/entries", { entries: [5] })).status).toBe(400);
    });

    test("entries are paged, searched, removed with a reason, and stay to be read", async () => {
      await using domain = await startTestDomain(await open(), testPolicy(POLICY));
      const { ask } = await start(domain);
      await ask("POST", "/v1/banks/urgent/entries", {
        entries: ["anchor", "Buoy", { text: "cleat", note: "an ANCHOR's friend" }],
      });
      type Page = { items: { id: string; content: { text: string }; removed: unknown }[]; next: string | null };
      const list = async (query: string): Promise<Page> => (await ask("GET", `/v1/banks/urgent/entries?${query}`)).body;
      const first = await list("limit=2");
      expect(first.items.map(({ content }) => content.text)).toEqual(["anchor", "Buoy"]);
      const rest = await list(`limit=2&after=${first.next}`);
      expect([rest.items.map(({ content }) => content.text), rest.next]).toEqual([["cleat"], null]);
      expect((await list("q=anchor")).items).toHaveLength(2);
      const id = first.items[0]?.id;
      const removed = await ask("DELETE", `/v1/banks/urgent/entries/${id}?reason=too%20wide`);
      expect(removed.body).toMatchObject({ removed: { how: "removed", reason: "too wide", by: { role: "operator" } } });
      // Again: nothing more happens.
      expect((await ask("DELETE", `/v1/banks/urgent/entries/${id}?reason=other`)).body).toMatchObject({
        removed: { reason: "too wide" },
      });
      expect((await list("q=anchor")).items).toHaveLength(1);
      expect((await list("q=anchor&removed=true")).items).toHaveLength(2);
      expect((await ask("DELETE", `/v1/banks/shops/entries/${id}`)).body).toMatchObject({
        code: "EH_BANK_ENTRY_NOT_FOUND",
      });
    });

    test("a test tells what is found, where and why, and records nothing", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy(POLICY));
      const { ask } = await start(domain);
      await ask("POST", "/v1/banks/urgent/entries", { entries: [{ text: "anchor", source: "a call", severity: 2 }] });
      await ask("POST", "/v1/banks/shops/entries", { entries: ["shop.test"] });
      await ask("POST", "/v1/banks/prints/entries", { entries: [{ pdq: HASH }] });
      await ask("POST", "/v1/banks/copies/entries", { entries: [{ text: "buy cheap boats here today and tomorrow" }] });
      const { seq } = await store.db.selectFrom("journal_head").select("seq").executeTakeFirstOrThrow();
      const tried = async (bank: string, body: object): Promise<object> =>
        (await ask("POST", `/v1/banks/${bank}/test`, body)).body;
      expect(await tried("urgent", { text: "An Änchor, a flare gun" })).toMatchObject({
        revision: 1,
        hits: [
          { entry: "anchor", text: "Änchor", start: 3, end: 9, severity: 2, source: "a call", id: expect.any(String) },
        ],
      });
      expect(await tried("fixed", { text: "knots" })).toMatchObject({
        hits: [{ entry: "knot", category: "gear", severity: 3 }],
      });
      expect(await tried("shops", { text: "see https://www.shop.test/x" })).toMatchObject({
        links: [{ entry: "shop.test" }],
      });
      expect(await tried("prints", { image: { pdq: HASH } })).toMatchObject({ image: { distance: 0 } });
      expect(await tried("copies", { text: "buy cheap boats here today and tomorrow!" })).toMatchObject({
        sample: { similarity: 1 },
      });
      expect((await ask("POST", "/v1/banks/urgent/test", {})).status).toBe(400);
      expect((await store.db.selectFrom("journal_head").select("seq").executeTakeFirstOrThrow()).seq).toBe(seq);
    });

    test("files are read in parts, and what is wrong is told by line", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy(POLICY));
      const { ask } = await start(domain);
      const send = async (bank: string, query: string, file: string): Promise<object> =>
        (await ask("POST", `/v1/banks/${bank}/import?${query}`, file, "application/octet-stream")).body;
      const words = Array.from({ length: 4_500 }, (_, i) => (i === 3_000 ? "bad | colour:red" : `word${i}`)).join("\n");
      expect(await send("urgent", "format=txt&source=list", words)).toMatchObject({
        added: 4_499,
        present: 0,
        refused: 1,
        problems: [{ where: "3001:1", code: "EH_POLICY_BANK" }],
      });
      expect(await send("urgent", "format=txt", words)).toMatchObject({ added: 0, present: 4_499 });
      const acts = await store.db.selectFrom("journal").select("act").where("act", "=", "bank.imported").execute();
      expect(acts).toHaveLength(3);
      const rows = Array.from({ length: 2_500 }, (_, i) => `"row ""${i}""\n",substring,gear,${i === 2_400 ? 9 : 2}`);
      expect(await send("urgent", "format=csv", ["text,match,category,severity", ...rows].join("\n"))).toMatchObject({
        added: 2_499,
        refused: 1,
        problems: [{ where: expect.stringMatching(/^480[0-9]:/) }],
      });
      expect(
        await send("shops", "format=jsonl", '"one.test"\n{"domain":"two.test","expires":"2999-01-01"}\nthree\n'),
      ).toMatchObject({
        added: 2,
        refused: 1,
        problems: [{ where: "3:1", code: "EH_BANK_ENTRY" }],
      });
      expect(await send("shops", "format=yaml", "kind: domains\nentries: [three.test, 'a b']\n")).toMatchObject({
        added: 1,
        refused: 1,
      });
      expect(await send("shops", "format=yaml", "kind: terms\nentries: [three]\n")).toMatchObject({
        code: "EH_BANK_FILE",
      });
      expect(await send("shops", "format=txt", "three")).toMatchObject({ code: "EH_BANK_FILE" });
      expect(
        await send(
          "prints",
          "format=csv",
          `hash,kind,category\n${HASH},pdq,some thing\n${"0".repeat(32)},md5,\nx,pdq,\n`,
        ),
      ).toMatchObject({
        added: 2,
        refused: 1,
        problems: [{ where: "4:1" }],
      });
      const latin1 = Buffer.from("caf\xe9", "latin1");
      const bad = await ask("POST", "/v1/banks/urgent/import?format=txt", latin1, "text/plain");
      expect(bad.body).toMatchObject({ code: "EH_BANK_FILE" });
      expect((await ask("POST", "/v1/banks/urgent/import?format=doc", "x", "text/plain")).status).toBe(400);
    });

    test("an export is what an import reads, in every format that holds it", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy(POLICY));
      const { ask } = await start(domain);
      await ask("POST", "/v1/banks/urgent/entries", {
        entries: [
          { text: "#tag, with comma", severity: 2, category: "gear" },
          { text: "~part", match: "substring" },
          { text: "!x", allow: true },
        ],
      });
      await ask("POST", "/v1/banks/prints/entries", {
        entries: [{ pdq: HASH, radius: 9, source: "exchange" }, { md5: "00".repeat(16) }],
      });
      const file = async (bank: string, query: string): Promise<string> =>
        (await ask("GET", `/v1/banks/${bank}/export?${query}`)).text;
      const texts = await Promise.all(["txt", "yaml", "jsonl"].map((format) => file("urgent", `format=${format}`)));
      const prints = await Promise.all(
        ["csv", "threatexchange", "hma", "yaml", "jsonl"].map((format) => file("prints", `format=${format}`)),
      );
      const all = await domain.store.db.selectFrom("bank_entries").select(["id", "bank"]).execute();
      for (const { id, bank } of all) await ask("DELETE", `/v1/banks/${bank}/entries/${id}`);
      for (const [i, format] of ["txt", "yaml", "jsonl"].entries()) {
        const read = await ask("POST", `/v1/banks/urgent/import?format=${format}`, texts[i], "text/plain");
        expect(read.body, format).toMatchObject(
          i === 0 ? { added: 3, present: 2, refused: 0 } : { added: 0, present: 5, refused: 0 },
        );
      }
      for (const [i, format] of ["csv", "threatexchange", "hma", "yaml", "jsonl"].entries()) {
        const read = await ask("POST", `/v1/banks/prints/import?format=${format}`, prints[i], "text/plain");
        expect(read.body, format).toMatchObject(
          i === 0 ? { added: 2, refused: 0 } : { added: 0, present: 2, refused: 0 },
        );
      }
      expect((await ask("GET", "/v1/banks/urgent/export?format=csv")).text).toContain("EH_BANK_FORMAT");
      expect(await file("urgent", "format=jsonl&entries=added")).not.toContain("flare");
      expect(await file("fixed", "format=txt")).toBe("~knot | severity:3 category:gear\nrope\n!knotted\n");
    });

    test("an entry whose time has passed finds nothing, and is removed by the system", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy(POLICY));
      const { ask } = await start(domain);
      const expiresAt = new Date(domain.clock.nowMs + 60_000).toISOString();
      await ask("POST", "/v1/banks/urgent/entries", { entries: [{ text: "anchor", expiresAt }] });
      const outcome = async (id: string, ms: number): Promise<unknown> => {
        const time = new Date(domain.clock.nowMs + ms).toISOString();
        const [one] = await domain.decider.submit([intakePost(id, "an anchor", { time })]);
        return one?.ok === true ? one.answer.decision.outcome : one;
      };
      expect(await outcome("e1", 0)).toBe("review");
      expect(await expireEntries(domain)).toBe(0);
      domain.clock.nowMs += 120_000;
      expect(await outcome("e2", 0)).toBe("allow");
      expect(await expireEntries(domain)).toBe(1);
      expect(await expireEntries(domain)).toBe(0);
      const row = await store.db.selectFrom("bank_entries").selectAll().executeTakeFirstOrThrow();
      expect(row).toMatchObject({ removed_how: "expired", removed_by_role: "system", removed_by: null });
    });

    test("a policy that makes another kind of a bank with entries is refused", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy(POLICY));
      const { ask } = await start(domain);
      await ask("POST", "/v1/banks/shops/entries", { entries: ["shop.test"] });
      const changed = testPolicy({
        ...POLICY,
        "banks/shops.yaml": "kind: terms\nlive: true\n",
        "detectors/urgent.yaml": POLICY["detectors/urgent.yaml"].replace(
          'bank("shops").any(text.urls)',
          'bank("shops").any(text.all)',
        ),
      });
      await expect(publishFiles(domain, changed)).rejects.toMatchObject({ code: "EH_BANK_KIND" });
      const { items } = (await ask("GET", "/v1/banks/shops/entries")).body as { items: { id: string }[] };
      await ask("DELETE", `/v1/banks/shops/entries/${items[0]?.id}`);
      await publishFiles(domain, changed);
      expect((await ask("POST", "/v1/banks/shops/entries", { entries: ["a shop"] })).body).toMatchObject({
        results: [{ result: "added" }],
      });
    });

    test("samples about the sexual abuse of minors are never kept as texts", async () => {
      const store = await open();
      const rule = `---
id: minors
title: Children
category: minors
clauses: [{ id: minors.abuse, title: Abuse, severity: 5, dsa: KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL }]
---
Children are safe here.

## Abuse {#minors.abuse}
Never.
`;
      const translation = `---
title: 儿童
clauses: [{ id: minors.abuse, title: 虐待 }]
---
儿童在此安全。

## 虐待 {#minors.abuse}
绝不。
`;
      await using domain = await startTestDomain(
        store,
        testPolicy({ ...POLICY, "rules/minors.md": rule, "rules/minors.zh-Hans.md": translation }),
      );
      const { ask } = await start(domain);
      const entries = [{ text: "some text that is long enough", clause: "minors.abuse" }];
      expect((await ask("POST", "/v1/banks/copies/entries", { entries })).body).toMatchObject({
        results: [{ result: "refused", problems: [{ code: "EH_BANK_HASH_ONLY" }] }],
      });
    });
  });
});
