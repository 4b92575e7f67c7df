import { expect, test } from "vitest";
import { createTestApp } from "../http/testing/test-app.js";
import { createKey } from "../keys/create-key.js";
import { startTestDomain } from "../testing/test-domain.js";
import { intakePost } from "../testing/test-event.js";
import { forEachStore } from "../testing/test-store.js";
import { bankUseJobs, bankUseRoutes } from "./bank-use.js";
import { bankRoutes } from "./routes.js";
import { bankPolicy } from "./testing/bank-policy.js";

const HOLDER = { actor: { role: "operator" as const, id: null }, scopes: new Set(["admin" as const]) };
const NOBODY = "01890000-0000-7000-8000-000000000000";

forEachStore((_kind, open) => {
  test("over HTTP: a new entry, a scan of what is stored, cases; a sample; statistics; each with its scope", async () => {
    await using domain = await startTestDomain(await open(), bankPolicy());
    const { app } = await createTestApp(domain, [...bankRoutes(domain), ...bankUseRoutes(domain)]);
    const keyFor = async (...scopes: string[]) =>
      `Bearer ${(await createKey(domain, HOLDER, { name: "test", role: "staff", scopes })).text}`;
    const [reader, writer] = [await keyFor("banks:read"), await keyFor("banks:read", "banks:write")];
    let keys = 0;
    const ask = async (method: "GET" | "POST", url: string, payload?: object, authorization = writer) => {
      const answer = await app.inject({
        method,
        url,
        headers: { authorization, "idempotency-key": `"k${keys++}"` },
        ...(payload && { payload }),
      });
      return { status: answer.statusCode, body: answer.json<never>() as Record<string, never> };
    };
    const runJobs = async () => {
      for (const job of bankUseJobs(domain)) while (await job.run(new AbortController().signal));
    };
    await domain.decider.submit([
      intakePost("e1", "a skyhook"),
      intakePost("e2", "a moonshot for everybody who reads this, tell your friends", { actor: "u2" }),
    ]);
    const added = await ask("POST", "/v1/banks/scam/entries", { entries: ["skyhook"] });
    expect(added.status).toBeLessThan(300);

    const scans = "/v1/banks/scam/scans";
    const wanted = { entries: { addedSince: "2020-01-01T00:00:00Z" }, days: 30, clause: "spam.words" };
    expect((await ask("POST", scans, wanted, reader)).status).toBe(403);
    const { status, body } = await ask("POST", scans, wanted);
    expect({ status, body }).toMatchObject({ status: 202, body: { state: "running", entries: 1 } });
    const scan = `${scans}/${String(body["id"])}`;
    expect((await ask("POST", `${scan}/cases`, {})).body).toMatchObject({ status: 409, code: "EH_BANK_SCAN_STATE" });
    await runJobs();
    expect((await ask("GET", scan, undefined, reader)).body).toMatchObject({
      state: "done",
      matches: [{ item: "p-e1", entries: [{ spans: [{ start: 2, end: 9 }] }] }],
      truncated: false,
    });
    expect((await ask("POST", `${scan}/cases`, {}, reader)).status).toBe(403);
    for (let again = 0; again < 2; again++) {
      expect((await ask("POST", `${scan}/cases`, {})).body).toMatchObject({
        clause: "spam.words",
        opened: 1,
        joined: 0,
        skipped: 0,
      });
    }
    expect((await ask("GET", scans, undefined, reader)).body).toMatchObject({
      items: [{ state: "opened", casesOpened: 1 }],
      next: null,
    });
    expect((await ask("GET", `${scans}?limit=1&after=${String(body["id"])}`)).body).toMatchObject({
      items: [],
      next: null,
    });

    const sample = { from: { item: "p-e2" }, clause: "spam.words", severity: 2, reviewAt: "2020-01-01T00:00:00Z" };
    expect((await ask("POST", "/v1/banks/copies/samples", sample, reader)).status).toBe(403);
    expect(await ask("POST", "/v1/banks/copies/samples", sample)).toMatchObject({
      status: 201,
      body: { bank: "copies", present: false },
    });
    expect((await ask("GET", "/v1/banks/copies/samples/due", undefined, reader)).body).toMatchObject({
      items: [{ clause: "spam.words", severity: 2 }],
    });

    const stats = await ask("GET", "/v1/banks/scam/stats?sample=10&days=7", undefined, reader);
    expect(stats).toMatchObject({
      status: 200,
      body: { bank: "scam", days: 7, hits: 1, entries: { policy: 3, live: 1 }, noisy: { sample: 0 } },
    });

    const codes: [string, "GET" | "POST", string, object?][] = [
      ["EH_BANK_NOT_FOUND", "GET", "/v1/banks/none/stats"],
      ["EH_BANK_NOT_FOUND", "GET", "/v1/banks/none/samples/due"],
      ["EH_BANK_SCAN_NOT_FOUND", "GET", `${scans}/${NOBODY}`],
      ["EH_BANK_SCAN_NOT_FOUND", "POST", `${scans}/${NOBODY}/cases`, {}],
      ["EH_BANK_NOT_LIVE", "POST", "/v1/banks/fixed/scans", wanted],
      ["EH_BANK_ENTRY_NOT_FOUND", "POST", scans, { entries: { ids: [NOBODY] }, days: 1 }],
      ["EH_MEASURE_CLAUSE_UNKNOWN", "POST", scans, { ...wanted, clause: "none" }],
      ["EH_BANK_KIND", "POST", "/v1/banks/scam/samples", sample],
      ["EH_REQUEST_INVALID", "POST", scans, { ...wanted, days: 0 }],
      ["EH_REQUEST_INVALID", "POST", scans, { days: 1 }],
      ["EH_REQUEST_INVALID", "POST", scans, { ...wanted, entries: { ids: [] } }],
      ["EH_REQUEST_INVALID", "POST", "/v1/banks/copies/samples", { ...sample, severity: 9 }],
      ["EH_REQUEST_INVALID", "GET", "/v1/banks/scam/stats?share=2"],
    ];
    for (const [code, method, url, payload] of codes) {
      const answer = await ask(method, url, payload);
      expect({ url, ...answer.body }).toMatchObject({ url, code });
      expect(answer.status).toBeLessThan(500);
    }
  });
});
