import { PassThrough, Readable, Writable } from "node:stream";
import { gunzipSync, gzipSync } from "node:zlib";
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bareTemplate } from "../../testing/embedded-template.js";
import { openTestStore, type TestStore } from "../../testing/test-store.js";
import { postgresProblem } from "../../testing/postgres-database.js";
import { migrate } from "../migrate.js";
import { MIGRATIONS } from "../migrations/index.js";
import { openStore, type Store } from "../open-store.js";
import { createPartition } from "../partitions.js";
import { quote, readTables } from "./catalog.js";
import { exportData } from "./export-data.js";
import { importData } from "./import-data.js";
import { inSession } from "./session.js";

const JULY = Date.UTC(2026, 6, 1);
/** Ids that begin with a time in July 2026. */
const id = (n: number): string => `019f1d00-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const POLICY = `sha256:${"a".repeat(64)}`;

/** Every kind of column that has to come through exactly. */
const PROBE = `create table probe (id bigint generated always as identity, other serial, at timestamptz(6),
    bytes bytea, big bigint, real double precision, exact numeric, list text[], doc jsonb, raw json, span interval,
    "Odd ""name" text, double_id bigint generated always as (id * 2) stored, primary key (id))`;

/** A little of everything that has rules to break: a journal, a policy, decided events, a measure with its statement. */
async function fill(store: Store): Promise<void> {
  await createPartition(store.db, "events", JULY);
  await createPartition(store.db, "decisions", JULY);
  await createPartition(store.db, "journal", JULY);
  await store.pool.query(PROBE);
  await store.pool.query(`insert into probe (at, bytes, big, real, exact, list, doc, raw, span, "Odd ""name") values
    ('2026-07-01 12:00:00.123456+02', '\\x00ff0a5c', 9223372036854775807, 0.1 + 0.2::float8, 1.2300,
     array['a"b', null, 'c,d\\', ''], '{"b":1,"a":[null]}', '{ "b" : 1, "b":2 }', '1 day 02:03:04.000005', E'zeile\\n\\t\\\\ " é 😀'),
    ('infinity', null, null, 'nan', 'NaN', '{}', 'null', null, null, '')`);
  await store.pool.query("select nextval('probe_other_seq') from generate_series(1, 41)");
  await store.db.transaction().execute(async (tx) => {
    const run = (text: string) => sql.raw(text).execute(tx);
    await run("update journal_head set seq = 4, at = '2026-07-02T00:00:00Z'");
    await run(`insert into journal (seq, at, act, actor_role, actor_id, subject_kind, subject_id, payload, salt, commitment)
      select n, '2026-07-02T00:00:00.000001Z', (array['policy.published','decision.made','measure.applied','strike.given'])[n],
        'system', null, 'thing', case when n = 3 then '${id(10)}' end, case when n < 3 then '{"n":1}' end, case when n < 3 then '\\x00'::bytea end, decode(repeat('0' || n, 32), 'hex')
      from generate_series(1, 4) n`);
    await run(
      `insert into policies values ('${POLICY}', 'test', '{"a":"1"}', '[]', '{}', null, now(), 'platform', 'k')`,
    );
    await run(
      `insert into policy_clauses values ('${POLICY}', 'spam.flooding', 'spam', 2, 'spam', null, 'q', '{}', '{}')`,
    );
    await run(`insert into policy_publications values (1, '${POLICY}', 'publish', now(), 'platform', 'k', 1)`);
    await run(`insert into policy_in_force values (true, '${POLICY}', 1)`);
    await run(`insert into events (id, source, event_id, type, time, received_at, body)
      select ('019f1d00-0000-7000-8000-' || lpad(to_hex(1000 + n), 12, '0'))::uuid, 's', n::text, 'post.created', now(), now(),
        repeat('x', 100) from generate_series(1, 3000) n`);
    await run(`insert into decisions values ('${id(1)}', 'act', '${POLICY}', '{}', '{}', 2)`);
    await run(`insert into measures (id, kind, target_kind, target_id, clause, policy_version, decision_id, imposed_by_role,
        applied_at, statement_id, journal_seq)
      values ('${id(10)}', 'remove', 'item', 'i', 'spam.flooding', '${POLICY}', '${id(1)}', 'automation',
        '2026-07-02T00:00:00Z', '${id(11)}', 3)`);
    await run(`insert into statements (id, measure_id, clause, policy_version, language, content, issued_at, appeal_until, journal_seq)
      values ('${id(11)}', '${id(10)}', 'spam.flooding', '${POLICY}', 'en', '{ "kept" : "as it is" }', now(), now() + interval '1 day', 3)`);
    await run(`insert into strikes (id, account_id, clause, policy_version, count, given_at, expires_at, measure_id, journal_seq)
      values ('${id(12)}', 'a', 'spam.flooding', '${POLICY}', 1, now(), now() + interval '1 day', '${id(10)}', 4)`);
  });
  // 1,200 keys of which each was rotated from the one that comes after it in the table.
  await store.pool.query(`insert into api_keys (id, name, role, scopes, secret_hash, created_at, rotated_from)
    select 'key' || lpad(n::text, 6, '0'), 'k', 'platform', '{a,b}', decode(repeat('00', 32), 'hex'), now(),
      case when n < 1200 then 'key' || lpad((n + 1)::text, 6, '0') end from generate_series(1, 1200) n`);
}

/** Every table's rows as text. */
async function contentOf(store: Store): Promise<Record<string, unknown>> {
  return inSession(store, "isolation level repeatable read, read only", async (session) => {
    const content: Record<string, unknown> = {};
    for (const { name } of await readTables(session)) {
      content[name] = await session.query(`select t::text as row from ${quote(name)} t order by 1`);
    }
    return content;
  });
}

async function exported(store: Store): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _, done) => {
      chunks.push(chunk);
      done();
    },
  });
  await exportData(store, sink);
  return Buffer.concat(chunks);
}

const stream = (file: Uint8Array): Readable => Readable.from([file]);

const KINDS = postgresProblem === undefined ? (["embedded", "postgres"] as const) : (["embedded"] as const);

describe.each(KINDS)("an export of %s", (source) => {
  let store: TestStore;
  let file: Buffer;
  let content: Record<string, unknown>;

  beforeAll(async () => {
    store = await openTestStore(source);
    await fill(store);
    content = await contentOf(store);
    file = await exported(store);
  });
  afterAll(() => store[Symbol.asyncDispose]());

  test.each(KINDS)("is the same data in %s, and goes on from there", async (target) => {
    await using copy = await openTestStore(target);
    await copy.pool.query(PROBE);
    const progress: number[] = [];
    const summary = await importData(copy, stream(file), { onProgress: (rows) => progress.push(rows) });
    expect(summary.rows).toMatchObject({ events: 3000, journal: 4, probe: 2, api_keys: 1200 });
    expect(progress.at(-1)).toBe(Object.values(summary.rows).reduce((sum, rows) => sum + rows));
    const copied = await contentOf(copy);
    expect(Object.keys(copied)).toEqual(Object.keys(content));
    for (const [table, rows] of Object.entries(content)) expect(copied[table], table).toEqual(rows);
    const { rows } = await copy.pool.query(`insert into probe (big) values (1) returning id, other`);
    expect(rows).toEqual([{ id: 3, other: 44 }]);
    // Keys are checked at once again.
    await expect(
      copy.pool.query(`update api_keys set rotated_from = 'nosuchkey' where id = 'key000001'`),
    ).rejects.toMatchObject({ code: "23503" });
    await expect(importData(copy, stream(file))).rejects.toMatchObject({ code: "EH_DATA_NOT_EMPTY" });
  });

  test("is refused where it was cut off, changed or something else, and leaves nothing behind", async () => {
    await using copy = await openTestStore("embedded");
    await copy.pool.query(PROBE);
    const before = await contentOf(copy);
    const text = gunzipSync(file).toString();
    const lines = text.trimEnd().split("\n");
    const refused = async (bad: Uint8Array, code = "EH_DATA_FILE"): Promise<void> => {
      await expect(importData(copy, stream(bad))).rejects.toMatchObject({ code });
      expect(await contentOf(copy)).toEqual(before);
    };
    await refused(file.subarray(0, file.length / 2));
    await refused(gzipSync(`${lines.slice(0, -1).join("\n")}\n`));
    await refused(gzipSync(text.replace("post.created", "post.updated")));
    await refused(gzipSync(`${text}${lines[1]}\n`));
    await refused(gzipSync("{}\n"));
    await refused(Buffer.from("no gzip"));
    await refused(gzipSync(""));
    await refused(gzipSync(text.replace('"version":1', '"version":2')), "EH_DATA_SCHEMA");
    await refused(gzipSync(text.replace(/"schema":"[^"]*"/, '"schema":"99991231T0000-later"')), "EH_DATA_SCHEMA");
  });

  test("is refused where its rows break a rule, checksum or not", async () => {
    await using copy = await openTestStore("embedded");
    await copy.pool.query(PROBE);
    const text = gunzipSync(file).toString();
    const body = text.slice(0, text.trimEnd().lastIndexOf("\n") + 1);
    const forged = (change: (body: string) => string): Buffer => {
      const changed = change(body);
      const sha256 = createHash("sha256").update(changed).digest("hex");
      return gzipSync(`${changed}${JSON.stringify({ end: true, rows: {}, sha256 })}\n`);
    };
    await expect(importData(copy, stream(forged((b) => b.replace("strike.given", "strike.taken"))))).rejects.toThrow(
      "EH_MEASURE_UNJOURNALED",
    );
    const gap = forged((b) => b.replace(/\["2","2026-07-02[^\n]*\n/, ""));
    await expect(importData(copy, stream(gap))).rejects.toMatchObject({ code: "EH_DATA_FILE" });
    const orphan = forged((b) => b.replace('"key000002"', '"key999999"'));
    await expect(importData(copy, stream(orphan))).rejects.toMatchObject({ code: "23503" });
  });

  test("is of one moment, whatever is written meanwhile", async () => {
    const out = new PassThrough({ highWaterMark: 1 });
    const done = exportData(store, out);
    let size = 0;
    for await (const chunk of out) size += (chunk as Buffer).length;
    await done;
    expect(size).toBeGreaterThan(1000);
  });
});

describe("a database without a schema", { timeout: 180_000 }, () => {
  test("gets the one of the export and is brought up to date", async () => {
    await using source = await openTestStore("embedded");
    await source.pool.query(
      "insert into api_keys (id, name, role, scopes, secret_hash, created_at) values ('abcdefgh', 'n', 'staff', '{}', decode(repeat('00', 32), 'hex'), now())",
    );
    const file = await exported(source);
    const directory = await mkdtemp(join(tmpdir(), "evenhand-test-"));
    const store = await openStore({ directory, template: await bareTemplate() });
    await importData(store, stream(file));
    expect(await contentOf(store)).toEqual(await contentOf(source));
    expect(await migrate(store.db)).toEqual([]);
    await store[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  test("takes the export of an older release, and is brought up to date after it", async () => {
    const [older] = Object.keys(MIGRATIONS).slice(-2);
    const directory = await mkdtemp(join(tmpdir(), "evenhand-test-"));
    const template = await bareTemplate();
    const source = await openStore({ directory: join(directory, "source"), template });
    await migrate(source.db, { to: older! });
    const file = await exported(source);
    await source[Symbol.asyncDispose]();
    const store = await openStore({ directory: join(directory, "target"), template });
    expect((await importData(store, stream(file))).schema).toBe(older);
    expect(await migrate(store.db)).toEqual([]);
    // The target is not fresh any more: its schema is newer than the file's.
    await expect(importData(store, stream(file))).rejects.toMatchObject({ code: "EH_DATA_SCHEMA" });
    await store[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  test("has nothing to export", async () => {
    const directory = await mkdtemp(join(tmpdir(), "evenhand-test-"));
    const store = await openStore({ directory, template: await bareTemplate() });
    await expect(exportData(store, new PassThrough())).rejects.toMatchObject({ code: "EH_DATA_SCHEMA" });
    await store[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });
});
