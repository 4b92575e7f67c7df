import { expect, test } from "vitest";
import { readEntries } from "../../journal/read-entries.js";
import { eraseAccount } from "../../accounts/erase-account.js";
import { verifyJournal } from "../../journal/verify.js";
import { inTransaction } from "../../service/service.js";
import { publishFiles, startTestDomain, type TestDomain } from "../../testing/test-domain.js";
import { intakePost } from "../../testing/test-event.js";
import { forEachStore } from "../../testing/test-store.js";
import { removeEntries } from "../remove-entries.js";
import { addAndFollow, STAFF } from "../testing/add-to-bank.js";
import { bankPolicy } from "../testing/bank-policy.js";
import { getScan, listScans } from "./list-scans.js";
import { openScanCases } from "./open-scan-cases.js";
import { scanNext } from "./scan-job.js";
import { startScan } from "./start-scan.js";

const DAY_MS = 86_400_000;

async function runScans(domain: TestDomain): Promise<void> {
  while (await scanNext(domain, new AbortController().signal));
}

async function openCases(domain: TestDomain): Promise<unknown[]> {
  return domain.store.db
    .selectFrom("cases")
    .select(["subject_id", "queue", "opened_for", "account_id"])
    .where("state", "=", "open")
    .orderBy("subject_id")
    .execute();
}

forEachStore((_kind, open) => {
  test("from a new entry to cases: looked for in what is stored, found, and opened once", async () => {
    const store = await open();
    await using domain = await startTestDomain(store, bankPolicy());
    await domain.decider.submit([
      intakePost("e1", "a skyhook for sale, skyhook!"),
      intakePost("e2", "a SKYHOOK, waitforus", { actor: "u2" }),
      intakePost("e3", "a skyhook moonshot", { actor: "u3" }),
      intakePost("e4", "nothing", { actor: "u4" }),
      intakePost("e5", "a skyhook", { actor: "u5" }),
      intakePost("e6", "skyhooked on ropeway skyhook", { actor: "u6" }),
      intakePost("e7", "skyhook of somebody who goes", { actor: "u7" }),
    ]);
    // Edited, so that the newest content says something else; and deleted.
    await domain.decider.submit([
      intakePost("e8", "nothing any more", {
        actor: "u5",
        item: "p-e5",
        type: "post.updated",
        time: new Date(Date.now() + 1_000).toISOString(),
      }),
    ]);
    await eraseAccount(domain, "u7", STAFF);
    const [skyhook, allowed] = await addAndFollow(
      domain,
      "scam",
      { text: "skyhook" },
      { text: "ropeway skyhook", allow: true },
    );
    const started = await startScan(domain, {
      bank: "scam",
      entries: { ids: [skyhook ?? ""] },
      days: 7,
      clause: "spam.flood",
      actor: STAFF,
    });
    expect(started).toMatchObject({
      state: "running",
      entries: 1,
      clause: "spam.flood",
      scanned: 0,
      matched: 0,
      casesOpened: null,
    });
    const asked = { bank: "scam", scan: started.id, actor: STAFF };
    await expect(openScanCases(domain, asked)).rejects.toMatchObject({ code: "EH_BANK_SCAN_STATE" });
    await runScans(domain);
    const scan = await getScan(domain, "scam", started.id);
    expect(scan).toMatchObject({
      state: "done",
      matched: 2,
      error: null,
      truncated: false,
      byEntry: [{ entry: skyhook, items: 2 }],
    });
    // Removed content is sealed, erased content gone.
    expect(scan.matches.map(({ item }) => item)).toEqual(["p-e2", "p-e1"]);
    expect(scan.matches[1]?.entries).toEqual([
      {
        entry: skyhook,
        spans: [
          { start: 2, end: 9 },
          { start: 20, end: 27 },
        ],
      },
    ]);
    expect(scan.scanned).toBe(5);
    expect(JSON.stringify(scan)).not.toContain("for sale");

    // The second item waits in a case already.
    expect(await openCases(domain)).toMatchObject([{ subject_id: "p-e2", opened_for: "hold" }]);
    const result = await openScanCases(domain, asked);
    expect(result).toEqual({ clause: "spam.flood", opened: 1, joined: 1, skipped: 0 });
    expect(await openCases(domain)).toEqual([
      { subject_id: "p-e1", queue: "urgent", opened_for: "bank:scam", account_id: "u1" },
      { subject_id: "p-e2", queue: "urgent", opened_for: "hold", account_id: "u2" },
    ]);
    expect(await openScanCases(domain, asked)).toEqual(result);
    expect(await openCases(domain)).toHaveLength(2);
    expect(await getScan(domain, "scam", started.id)).toMatchObject({ state: "opened", casesOpened: 1 });
    const { entries } = await readEntries(store.db, {
      acts: ["bank.scan_started", "bank.scan_opened_cases", "case.opened"],
      after: 0,
      limit: 10,
    });
    expect(entries.map(({ act, actor }) => [act, actor.role])).toEqual([
      ["case.opened", "system"],
      ["bank.scan_started", "staff"],
      ["bank.scan_opened_cases", "staff"],
      ["case.opened", "staff"],
    ]);
    expect((await verifyJournal(store.db)).problems).toEqual([]);
    // No measure without a person, and deciding goes on.
    expect(
      await store.db.selectFrom("measures").select("id").where("imposed_by_role", "!=", "automation").execute(),
    ).toEqual([]);
    await domain.decider.submit([
      intakePost("e9", "waitforus", {
        actor: "u1",
        item: "p-e1",
        type: "post.updated",
        time: new Date(Date.now() + 1_000).toISOString(),
      }),
    ]);
    expect(await openCases(domain)).toHaveLength(2);
    expect(allowed).toBeDefined();
  });

  test("items that were edited or deleted after the scan are left out; the clause can be said late", async () => {
    const store = await open();
    await using domain = await startTestDomain(store, bankPolicy());
    await domain.decider.submit([
      intakePost("e1", "a skyhook"),
      intakePost("e2", "a skyhook", { actor: "u2" }),
      intakePost("e3", "a skyhook", { actor: "u3" }),
    ]);
    const since = new Date(domain.clock.now()).toISOString();
    await addAndFollow(domain, "scam", { text: "skyhook" });
    const { id: scan } = await startScan(domain, {
      bank: "scam",
      entries: { addedSince: since },
      days: 1,
      actor: STAFF,
    });
    await runScans(domain);
    const time = new Date(Date.now() + 1_000).toISOString();
    await domain.decider.submit([
      intakePost("e4", "better now", { item: "p-e1", type: "post.updated", time }),
      intakePost("e5", "", { item: "p-e2", actor: "u2", type: "post.deleted", time }),
    ]);
    const asked = { bank: "scam", scan, actor: STAFF };
    await expect(openScanCases(domain, asked)).rejects.toMatchObject({ code: "EH_BANK_SCAN_CLAUSE" });
    await expect(openScanCases(domain, { ...asked, clause: "none" })).rejects.toMatchObject({
      code: "EH_MEASURE_CLAUSE_UNKNOWN",
    });
    await expect(openScanCases(domain, { ...asked, bank: "hosts", clause: "spam.words" })).rejects.toMatchObject({
      code: "EH_BANK_SCAN_NOT_FOUND",
    });
    expect(await openScanCases(domain, { ...asked, clause: "spam.words" })).toEqual({
      clause: "spam.words",
      opened: 1,
      joined: 0,
      skipped: 2,
    });
  });

  test("cases are opened once for each item, also while decisions open theirs", async () => {
    const store = await open();
    await using domain = await startTestDomain(store, bankPolicy());
    const items = Array.from({ length: 40 }, (_, i) => `${i}`);
    await domain.decider.submit(items.map((i) => intakePost(`e${i}`, "a skyhook", { actor: `u${i}` })));
    await addAndFollow(domain, "scam", { text: "skyhook" });
    const { id: scan } = await startScan(domain, {
      bank: "scam",
      entries: { addedSince: "2020-01-01T00:00:00Z" },
      days: 1,
      clause: "spam.words",
      actor: STAFF,
    });
    await runScans(domain);
    // Another event about the same item waits for a person too; the content stays as it was.
    const waiting = (i: string) =>
      intakePost(`w${i}`, "waitforus", { actor: `u${i}`, item: `p-e${i}`, time: "2026-01-01T00:00:00Z" });
    const [opened, ...decided] = await Promise.all([
      openScanCases(domain, { bank: "scam", scan, actor: STAFF }),
      ...items.map((i) => domain.decider.submit([waiting(i)])),
      openScanCases(domain, { bank: "scam", scan, actor: STAFF }),
    ] as const);
    expect(decided.flat().every((result) => !("ok" in result) || result.ok)).toBe(true);
    expect(opened).toMatchObject({ skipped: 0 });
    const cases = await openCases(domain);
    expect(cases).toHaveLength(40);
    const joined = await store.db.selectFrom("case_decisions").select("clause").execute();
    expect(joined.filter(({ clause }) => clause === "spam.words")).toHaveLength(40);
    expect(joined.filter(({ clause }) => clause === "spam.flood")).toHaveLength(40);
    expect((await verifyJournal(store.db)).problems).toEqual([]);
  });

  test("a scan that was interrupted goes on where it was, and counts nothing twice", async () => {
    const store = await open();
    await using domain = await startTestDomain(store, bankPolicy());
    const posts = Array.from({ length: 250 }, (_, i) =>
      intakePost(`e${i}`, i % 10 === 0 ? "a skyhook" : "nothing", { actor: `u${i}` }),
    );
    for (let at = 0; at < posts.length; at += 50) await domain.decider.submit(posts.slice(at, at + 50));
    await addAndFollow(domain, "scam", { text: "skyhook" });
    const { id } = await startScan(domain, {
      bank: "scam",
      entries: { addedSince: "2020-01-01T00:00:00Z" },
      days: 1,
      actor: STAFF,
    });
    // Ends after the first page, as a service that is told to stop does.
    const { signal } = new AbortController();
    let asked = 0;
    Object.defineProperty(signal, "aborted", { get: () => (asked += 1) > 1 });
    await scanNext(domain, signal);
    const between = await getScan(domain, "scam", id);
    expect(between.state).toBe("running");
    expect(between.scanned).toBe(100);
    await runScans(domain);
    expect(await getScan(domain, "scam", id)).toMatchObject({ state: "done", scanned: 250, matched: 25 });
    expect(new Set((await getScan(domain, "scam", id)).matches.map(({ item }) => item)).size).toBe(25);
  });

  test("links and samples are scanned for too, old content is not, and what cannot be scanned for is refused", async () => {
    const store = await open();
    await using domain = await startTestDomain(store, bankPolicy());
    const words = "my cousin sells the finest lamps of the whole coast, ask for them at the harbour tomorrow morning";
    await domain.decider.submit([
      intakePost("e1", "see https://shop.lamps.example/a"),
      intakePost("e2", `${words} please`, { actor: "u2" }),
    ]);
    const [host] = await addAndFollow(domain, "hosts", { domain: "lamps.example" });
    const [sample] = await addAndFollow(domain, "copies", { text: words });
    const scanFor = async (bank: string, id: string | undefined, more: object = {}) => {
      const { id: scan } = await startScan(domain, {
        bank,
        entries: { ids: [id ?? ""] },
        days: 1,
        actor: STAFF,
        ...more,
      });
      await runScans(domain);
      return getScan(domain, bank, scan);
    };
    expect((await scanFor("hosts", host)).matches).toMatchObject([{ item: "p-e1", entries: [{ entry: host }] }]);
    const [copy] = (await scanFor("copies", sample)).matches;
    expect(copy).toMatchObject({ item: "p-e2", entries: [{ entry: sample }] });
    expect((await scanFor("copies", sample, { similarity: 1 })).matches).toEqual([]);
    expect(
      (await listScans(domain, { bank: "copies", after: undefined, limit: 1 })).map(({ matched }) => matched),
    ).toEqual([0]);

    const base = { bank: "scam", days: 1, actor: STAFF };
    const [gone, allow] = await addAndFollow(domain, "scam", { text: "gone" }, { text: "fine", allow: true });
    await inTransaction(domain, (tx) =>
      removeEntries(tx, domain, { ids: [gone ?? ""], how: "removed", reason: null, actor: STAFF }),
    );
    await expect(startScan(domain, { ...base, entries: { ids: [gone ?? ""] } })).rejects.toMatchObject({
      code: "EH_BANK_ENTRY_NOT_FOUND",
    });
    await expect(startScan(domain, { ...base, entries: { ids: [allow ?? ""] } })).rejects.toMatchObject({
      code: "EH_BANK_SCAN_ENTRIES",
    });
    await expect(startScan(domain, { ...base, bank: "fixed", entries: { ids: [host ?? ""] } })).rejects.toMatchObject({
      code: "EH_BANK_NOT_LIVE",
    });
    await expect(
      startScan(domain, { ...base, entries: { addedSince: "2020-01-01T00:00:00Z" }, clause: "none" }),
    ).rejects.toMatchObject({
      code: "EH_MEASURE_CLAUSE_UNKNOWN",
    });

    for (let i = 0; i < 20; i++) await startScan(domain, { ...base, bank: "hosts", entries: { ids: [host ?? ""] } });
    await expect(startScan(domain, { ...base, bank: "hosts", entries: { ids: [host ?? ""] } })).rejects.toMatchObject({
      code: "EH_BANK_SCAN_BUSY",
    });
    await runScans(domain);

    // A policy without the bank ends a scan that waits.
    const { id } = await startScan(domain, { bank: "hosts", entries: { ids: [host ?? ""] }, days: 1, actor: STAFF });
    const files = bankPolicy({ "banks/hosts.yaml": "kind: domains\nentries:\n  - { domain: bad.example }\n" });
    await publishFiles(domain, files);
    await runScans(domain);
    expect(await getScan(domain, "hosts", id)).toMatchObject({
      state: "failed",
      error: expect.stringContaining("no such live bank"),
    });
    await expect(
      openScanCases(domain, { bank: "hosts", scan: id, clause: "spam.words", actor: STAFF }),
    ).rejects.toMatchObject({ code: "EH_BANK_SCAN_STATE" });
    domain.clock.nowMs += 3 * DAY_MS;
    expect((await scanFor("copies", sample)).scanned).toBe(0);
  });
});
