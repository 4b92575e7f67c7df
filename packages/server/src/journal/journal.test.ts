import { Compile } from "typebox/compile";
import { ListJournalQuery, JournalPage } from "@evenhand/contract";
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import pino from "pino";
import { describe, expect, test } from "vitest";
import type { Caller, Route } from "../http/route.js";
import { createMetrics } from "../service/metrics.js";
import { inTransaction, type Service } from "../service/service.js";
import { createIds } from "../service/clock.js";
import { ensurePartitions } from "../store/partitions.js";
import type { Store } from "../store/open-store.js";
import { forEachStore } from "../testing/test-store.js";
import { append, entry, SYSTEM, type NewEntry } from "./append.js";
import { matchesAct } from "./act-patterns.js";
import { readCursor, readOn, rebuildFromZero, advanceCursor, type JournalReader } from "./cursors.js";
import { getJournalEntryRoute } from "./get-journal-entry.js";
import { listJournalRoute } from "./list-journal.js";
import { readEntries } from "./read-entries.js";
import { verifyJournal } from "./verify.js";
import { createJournalBell } from "./wake.js";

const START = Date.UTC(2026, 10, 20);

interface TestService extends Service {
  readonly clock: { now(): number; set(ms: number): void };
}

async function serviceOn(store: Store): Promise<TestService> {
  let now = START;
  const clock = { now: () => now, set: (ms: number) => void (now = ms) };
  await ensurePartitions(store.db, now);
  return {
    config: {} as Service["config"],
    store,
    clock,
    ids: createIds(clock),
    bell: createJournalBell(),
    log: pino({ level: "silent" }),
    metrics: createMetrics(),
  };
}

const strike = (account: string): NewEntry =>
  entry({
    act: "strike.voided",
    actor: SYSTEM,
    subject: { kind: "account", id: account },
    account,
    data: { strike: randomUUID(), account, clause: "spam.flooding", measure: randomUUID() },
  });
const key = (id: string): NewEntry =>
  entry({
    act: "key.revoked",
    actor: { role: "operator", id: "op1" },
    subject: { kind: "key", id },
    account: null,
    data: { key: id },
  });
const write = (service: Service, ...entries: NewEntry[]) =>
  inTransaction(service, (tx) => append(tx, service.clock.now(), entries));

const PLATFORM: Caller = { keyId: "k1", actor: { role: "platform", id: "k1" }, scopes: new Set(["journal:read"]) };
const STAFF: Caller = { ...PLATFORM, keyId: "k2", actor: { role: "staff", id: "k2" } };

async function call(route: Route, input: { query?: object; params?: object; caller?: Caller; signal?: AbortSignal }) {
  return route.handle({
    caller: PLATFORM,
    query: {},
    params: {},
    body: undefined,
    headers: {},
    requestId: "r",
    signal: new AbortController().signal,
    ...input,
  });
}
const list = async (service: Service, query: object, caller = PLATFORM): Promise<JournalPage> =>
  (await call(listJournalRoute(service), { query, caller })).body as JournalPage;

test("patterns", () => {
  expect(matchesAct("*", "a.b")).toBe(true);
  expect(matchesAct("measure.*", "measure.applied")).toBe(true);
  expect(matchesAct("measure.*", "measures.applied")).toBe(false);
  expect(matchesAct("measure.applied", "measure.applied")).toBe(true);
  expect(matchesAct("measure.appl", "measure.applied")).toBe(false);
});

test("queries are numbers and patterns, nothing else", () => {
  const query = Compile(ListJournalQuery);
  expect(query.Check({ after: 12, limit: 1000, acts: "measure.*,key.revoked", wait: 30 })).toBe(true);
  for (const bad of [
    { after: -1 },
    { after: 1.5 },
    { limit: 0 },
    { limit: 1001 },
    { wait: 31 },
    { acts: "a;b" },
    { x: "1" },
  ]) {
    expect(query.Check(bad), JSON.stringify(bad)).toBe(false);
  }
});

forEachStore((kind, open) => {
  test("entries are read in order, filtered by act, subject and account", async () => {
    const service = await serviceOn(await open());
    await write(service, strike("a"), key("key00001"), strike("b"));
    await write(service, key("key00002"));
    const { db } = service.store;
    const seqs = async (filter: object) =>
      (await readEntries(db, { after: 0, limit: 10, ...filter })).entries.map(({ seq }) => seq);
    expect(await seqs({})).toEqual([1, 2, 3, 4]);
    expect(await seqs({ after: 2 })).toEqual([3, 4]);
    expect(await seqs({ limit: 2 })).toEqual([1, 2]);
    expect(await seqs({ acts: ["key.*"] })).toEqual([2, 4]);
    expect(await seqs({ acts: ["key.revoked", "strike.*"] })).toEqual([1, 2, 3, 4]);
    expect(await seqs({ acts: ["*"] })).toEqual([1, 2, 3, 4]);
    expect(await seqs({ account: "b" })).toEqual([3]);
    expect(await seqs({ subject: { kind: "key", id: "key00002" } })).toEqual([4]);
    expect(await readEntries(db, { after: 0, limit: 1, acts: ["key.*"] })).toMatchObject({ scannedTo: 2, head: 4 });
    expect(await readEntries(db, { after: 2, limit: 9, acts: ["measure.*"] })).toMatchObject({
      entries: [],
      scannedTo: 4,
    });
  });

  test("a transaction that is not committed is not seen, nor what would come after it", async () => {
    const service = await serviceOn(await open());
    await write(service, key("key00001"));
    // The embedded database has one session: others wait until the transaction has ended.
    if (kind === "embedded") return;
    let commit = (): void => {};
    const held = new Promise<void>((resolve) => (commit = resolve));
    const slow = inTransaction(service, async (tx) => {
      await append(tx, service.clock.now(), [key("key00002")]);
      await held;
    });
    await new Promise((done) => setTimeout(done, 50));
    const next = write(service, key("key00003"));
    await new Promise((done) => setTimeout(done, 50));
    expect(await readEntries(service.store.db, { after: 0, limit: 9 })).toMatchObject({ head: 1, scannedTo: 1 });
    commit();
    await Promise.all([slow, next]);
    expect((await readEntries(service.store.db, { after: 0, limit: 9 })).entries).toHaveLength(3);
  });

  test("rare acts are found over many entries without reading them all at once", async () => {
    const service = await serviceOn(await open());
    for (let i = 0; i < 13; i++)
      await write(service, ...Array.from({ length: 1000 }, (_, j) => key(`key${i}x${j}xxxx`)));
    await write(service, strike("a"));
    const first = await readEntries(service.store.db, { after: 0, limit: 10, acts: ["strike.*"] });
    expect(first).toMatchObject({ entries: [], scannedTo: 10_000, head: 13_001 });
    const page = await list(service, { acts: "strike.*" });
    expect(page).toMatchObject({ next: "13001", head: 13_001 });
    expect(page.items.map(({ seq }) => seq)).toEqual([13_001]);
  });

  test("a reader's cursor moves with its work, and not at all where the work fails", async () => {
    const service = await serviceOn(await open());
    await write(service, strike("a"), key("key00001"), strike("b"));
    const done: number[] = [];
    const reader: JournalReader = {
      name: "test",
      filter: { acts: ["strike.*"] },
      batch: 1,
      async apply(_, entries) {
        done.push(...entries.map(({ seq }) => seq));
        if (done.length === 2) throw new Error("crash");
      },
    };
    expect(await readOn(service, reader)).toBe(true);
    await expect(readOn(service, reader)).rejects.toThrow("crash");
    expect(await readCursor(service.store.db, "test")).toBe(1);
    await readOn(service, reader);
    expect(done).toEqual([1, 3, 3]);
    expect(await readOn(service, reader)).toBe(false);
    expect(await readCursor(service.store.db, "test")).toBe(3);
    await expect(inTransaction(service, (tx) => advanceCursor(tx, "test", 1, 2, START))).rejects.toMatchObject({
      code: "EH_JOURNAL_CURSOR_MOVED",
    });
    let cleared = false;
    await inTransaction(service, (tx) => rebuildFromZero(tx, "test", async () => void (cleared = true)));
    expect(cleared).toBe(true);
    expect(await readCursor(service.store.db, "test")).toBe(0);
    await inTransaction(service, (tx) => advanceCursor(tx, "test", 0, 2, START));
    expect(await readCursor(service.store.db, "test")).toBe(2);
  });

  test("two processes with one reader do each entry once", async () => {
    const service = await serviceOn(await open());
    await write(service, ...Array.from({ length: 100 }, (_, i) => key(`key${i}xxxxx`)));
    const done: number[] = [];
    const reader: JournalReader = {
      name: "both",
      filter: {},
      batch: 7,
      apply: async (_, entries) => void done.push(...entries.map(({ seq }) => seq)),
    };
    const run = async (): Promise<void> => {
      while (await readOn(service, reader));
    };
    await Promise.all([run(), run(), run()]);
    expect(done).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  describe("verification", () => {
    test("of a journal that is whole, with entries erased, in pieces", async () => {
      const service = await serviceOn(await open());
      await write(service, strike("a"), key("key00001"), strike("b"));
      service.clock.set(START - 5000);
      await write(service, strike("a"));
      await sql`update journal set payload = null, salt = null, account_id = null, subject_id = null
        where account_id = 'a'`.execute(service.store.db);
      const progress: number[] = [];
      const report = await verifyJournal(service.store.db, { batch: 2, onProgress: (done) => progress.push(done) });
      expect(report).toEqual({ ok: true, entries: 4, erased: 2, first: 1, last: 4, problemCount: 0, problems: [] });
      expect(progress).toEqual([2, 4]);
      const empty = await serviceOn(await open());
      expect(await verifyJournal(empty.store.db)).toMatchObject({ ok: true, entries: 0, first: 0, last: 0 });
    });

    test("finds what somebody with the database's rights has changed", async () => {
      const service = await serviceOn(await open());
      await write(service, ...Array.from({ length: 9 }, (_, i) => strike(`account-${i}`)));
      const { db } = service.store;
      // As a forger would: all triggers off, on the partition itself.
      const { rows } = await sql<{ name: string }>`
        select tableoid::regclass::text as name from journal limit 1`.execute(db);
      const table = sql.table(rows[0]!.name);
      await sql`alter table ${table} disable trigger all`.execute(db);
      await sql`update ${table} set payload = replace(payload, 'spam', 'ham!') where seq = 2`.execute(db);
      await sql`update ${table} set act = 'strike.given' where seq = 3`.execute(db);
      await sql`delete from ${table} where seq in (5, 6)`.execute(db);
      await sql`update ${table} set at = at - interval '1 hour' where seq = 8`.execute(db);
      await sql`delete from ${table} where seq = 9`.execute(db);
      const report = await verifyJournal(db, { batch: 3 });
      expect(report).toMatchObject({ ok: false, entries: 6, last: 8 });
      expect(report.problems.map(({ seq, message }) => `${seq} ${message}`)).toEqual([
        "2 Entry 2 does not fit its commitment: it was changed.",
        "3 The columns of entry 3 say something else than its payload.",
        "5 Entries 5 to 6 are missing.",
        "8 Entry 8 is earlier than the one before it.",
        "8 The columns of entry 8 say something else than its payload.",
        "9 Entries 9 to 9 are missing: the head knows of them.",
      ]);
    });

    test("of a beginning that is missing: fine where retention is on record", async () => {
      const service = await serviceOn(await open());
      await write(service, key("key00001"), key("key00002"));
      const { rows } = await sql<{ name: string }>`
        select tableoid::regclass::text as name from journal limit 1`.execute(service.store.db);
      const table = sql.table(rows[0]!.name);
      await sql`alter table ${table} disable trigger all`.execute(service.store.db);
      await sql`delete from ${table} where seq = 1`.execute(service.store.db);
      await sql`alter table ${table} enable trigger all`.execute(service.store.db);
      expect(await verifyJournal(service.store.db)).toMatchObject({ ok: false, first: 2, problemCount: 1 });
      await write(
        service,
        entry({
          act: "retention.applied",
          actor: SYSTEM,
          subject: { kind: "table", id: "journal" },
          account: null,
          data: { table: "journal", before: new Date(START).toISOString(), what: "journal_2026_01" },
        }),
      );
      expect(await verifyJournal(service.store.db)).toMatchObject({ ok: true, first: 2 });
      await expect(list(service, { after: 0 })).resolves.toMatchObject({ next: "3" });
      await sql`alter table ${table} disable trigger all`.execute(service.store.db);
      await sql`delete from ${table} where seq = 2`.execute(service.store.db);
      await expect(list(service, { after: 1 })).rejects.toMatchObject({ code: "EH_JOURNAL_PAST_RETENTION" });
    });
  });

  describe("over HTTP", () => {
    test("pages go on where the last ended, and fit the contract", async () => {
      const service = await serviceOn(await open());
      await write(service, strike("a"), key("key00001"), strike("b"));
      const first = await list(service, { limit: 2 });
      expect(Compile(JournalPage).Check(first)).toBe(true);
      expect(first).toMatchObject({ next: "2", head: 3, items: [{ seq: 1, erased: false }, { seq: 2 }] });
      expect(first.items[0]!.data).toMatchObject({ account: "a", clause: "spam.flooding" });
      expect(await list(service, { after: Number(first.next) })).toMatchObject({ next: "3", items: [{ seq: 3 }] });
      expect(await list(service, { after: 3 })).toEqual({ items: [], next: "3", head: 3 });
      await expect(list(service, { acts: "measures.*" })).rejects.toMatchObject({ code: "EH_JOURNAL_ACTS" });
      await expect(list(service, { subjectKind: "key" })).rejects.toMatchObject({ code: "EH_JOURNAL_SUBJECT" });
    });

    test("one entry by number, erased ones without data", async () => {
      const service = await serviceOn(await open());
      await write(service, strike("a"));
      const route = getJournalEntryRoute(service);
      expect((await call(route, { params: { seq: 1 } })).body).toMatchObject({
        seq: 1,
        subject: { kind: "account", id: "a" },
      });
      await sql`update journal set payload = null, salt = null, subject_id = null where seq = 1`.execute(
        service.store.db,
      );
      expect((await call(route, { params: { seq: 1 } })).body).toMatchObject({
        data: null,
        salt: null,
        erased: true,
        subject: { kind: "account", id: null },
        commitment: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      await expect(call(route, { params: { seq: 7 } })).rejects.toMatchObject({ code: "EH_JOURNAL_NOT_FOUND" });
    });

    test("waiting ends with the first entry that is wanted, with the time, or with the client", async () => {
      const service = await serviceOn(await open());
      const waiting = list(service, { wait: 10, acts: "strike.*" });
      setTimeout(() => void write(service, key("key00001")), 30);
      setTimeout(() => void write(service, strike("a")), 120);
      const started = performance.now();
      expect(await waiting).toMatchObject({ next: "2", items: [{ seq: 2 }] });
      expect(performance.now() - started).toBeLessThan(2000);
      expect(await list(service, { after: 2, wait: 1 })).toEqual({ items: [], next: "2", head: 2 });
      const controller = new AbortController();
      const gone = call(listJournalRoute(service), { query: { after: 2, wait: 30 }, signal: controller.signal });
      setTimeout(() => controller.abort(), 50);
      expect((await gone).body).toMatchObject({ items: [] });
    });

    test("staff who read personal data are journaled once a request, and following the journal does not fill it", async () => {
      const service = await serviceOn(await open());
      await write(service, key("key00001"), strike("a"), strike("a"));
      await list(service, {}, PLATFORM);
      await list(service, { limit: 1 }, STAFF);
      expect(await list(service, {})).toMatchObject({ head: 3 });
      await list(service, {}, STAFF);
      const { items } = await list(service, { after: 3 });
      expect(items).toMatchObject([
        {
          act: "personal_data.viewed",
          actor: { role: "staff", id: "k2" },
          subject: { kind: "journal", id: "2-3" },
          data: { account: "a", what: "journal 2-3" },
        },
      ]);
      for (let i = 0; i < 3; i++) await list(service, { after: 3 }, STAFF);
      await call(getJournalEntryRoute(service), { params: { seq: 4 }, caller: STAFF });
      expect(await list(service, {})).toMatchObject({ head: 4 });
      await call(getJournalEntryRoute(service), { params: { seq: 2 }, caller: STAFF });
      expect(await list(service, {})).toMatchObject({ head: 5 });
    });
  });
});
