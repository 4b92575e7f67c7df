import type { Event } from "@evenhand/contract";
import {
  type CompiledPolicy,
  compilePolicy,
  type CounterDecl,
  createEngine,
  createMemoryStanding,
  type Engine,
} from "@evenhand/policy";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { createSealer } from "../quarantine/seal.js";
import { ensurePartitions } from "../store/partitions.js";
import type { Store } from "../store/open-store.js";
import { forEachStore } from "../testing/test-store.js";
import { backfillCounters, type BackfillService } from "./backfill-counters.js";
import { createServiceCounters, type ServiceCounters } from "./service-counters.js";
import { startCounters } from "./start-counters.js";
import { clock, HOUR, ids, LATENESS, makeDecl, START, writeLog } from "./testing/make-counters.js";

const POSTS = makeDecl("posts");
const TEXTS = makeDecl("texts", { key: "text.body", value: "actor.id", windowMs: HOUR });
const LONGER = { ...TEXTS, windowMs: 5 * HOUR };
const GROUPS = makeDecl("groups", { key: "item.group", value: "actor.id", where: 'actor.standing == "good"' });

function policyOf(...counters: CounterDecl[]): CompiledPolicy {
  const { compiled, problems } = compilePolicy({
    name: "Test",
    languages: ["en"],
    contact: "trust@test.example",
    standing: [{ level: "good", strikes: 0 }],
    latenessMs: LATENESS,
    queues: [],
    rules: [],
    clauses: [],
    detectors: [],
    counters,
    banks: [],
    classifiers: [],
    version: `sha256:${"0".repeat(64)}`,
  });
  if (compiled === undefined) throw new TypeError(JSON.stringify(problems));
  return compiled;
}

function post(n: number): Event {
  // Two minutes apart, some of them late by up to 40 minutes, few too late to count.
  const minute = 2 * n - (n % 5 === 0 ? 40 : 0) - (n % 37 === 0 ? 90 : 0);
  const time = new Date(START + minute * 60_000).toISOString();
  return {
    specversion: "1.0",
    id: `e${n}`,
    source: "test",
    type: "post.created",
    time,
    data: {
      actor: { id: `u${n % 7}`, handle: "lena", kind: "person", createdAt: "2026-03-01T08:00:00Z" },
      item: {
        id: `p${n}`,
        kind: "post",
        surface: "post",
        group: `g${n % 3}`,
        text: { body: `text ${n % 11}` },
        createdAt: time,
      },
    },
  };
}

/** What the decider does of counting and recording. */
class Decider {
  compiled!: CompiledPolicy;
  counters!: ServiceCounters;
  #engine!: Engine;
  readonly store: Store | undefined;
  next = 0;

  /** @param store where events are recorded; undefined: nowhere */
  constructor(store: Store | undefined) {
    this.store = store;
  }

  use(compiled: CompiledPolicy, counters: ServiceCounters): void {
    this.compiled = compiled;
    this.counters = counters;
    this.#engine = createEngine(compiled, { counters, standing: createMemoryStanding(compiled.policy.standing) });
  }

  async decide(events: number, perBatch = 7): Promise<void> {
    const end = this.next + events;
    while (this.next < end) {
      this.counters.startBatch();
      for (let i = 0; i < perBatch && this.next < end; i++) {
        const event = post(this.next++);
        this.#engine.decide(event);
        if (this.store !== undefined) await record(this.store, event);
      }
      if (this.store !== undefined) await writeLog(this.store, this.counters);
      this.counters.commitBatch();
    }
  }

  readings(): readonly number[] {
    const at = this.counters.log.memory.newest;
    return this.compiled.policy.counters.flatMap((decl, counter) =>
      [...Array(11).keys()].flatMap((i) =>
        [`u${i}`, `text ${i}`, `g${i}`].flatMap((key) =>
          [HOUR, decl.windowMs].flatMap((window) =>
            [at, at - 30 * 60_000].flatMap((time) => [
              this.counters.count(counter, key, window, time),
              this.counters.distinct(counter, key, window, time),
            ]),
          ),
        ),
      ),
    );
  }
}

async function record(store: Store, event: Event): Promise<void> {
  const now = new Date(clock.now());
  const row = { source: event.source, event_id: event.id, type: event.type, time: event.time, received_at: now };
  const rest = { account_id: null, item_id: null, body: JSON.stringify(event), sealed: null, cause: null };
  await store.db
    .insertInto("events")
    .values({ id: ids.next(), ...row, ...rest })
    .execute();
}

function countersOf(compiled: CompiledPolicy): ServiceCounters {
  return createServiceCounters({ decls: compiled.policy.counters, latenessMs: LATENESS, clock });
}

/** A decider that had this policy from the start. */
async function reference(compiled: CompiledPolicy, events: number): Promise<Decider> {
  const decider = new Decider(undefined);
  decider.use(compiled, countersOf(compiled));
  await decider.decide(events);
  return decider;
}

async function restarted(service: BackfillService, compiled: CompiledPolicy): Promise<Decider> {
  const { counters } = await startCounters(service, compiled);
  const decider = new Decider(undefined);
  decider.use(compiled, counters);
  return decider;
}

forEachStore((_kind, open) => {
  async function begin(compiled: CompiledPolicy, events: number): Promise<[BackfillService, Decider]> {
    const store = await open();
    await ensurePartitions(store.db, clock.now());
    const service = { store, ids, clock };
    const decider = new Decider(store);
    decider.use(compiled, (await startCounters(service, compiled)).counters);
    await decider.decide(events);
    return [service, decider];
  }

  describe("a policy that comes into force", () => {
    test("keeps the counters that it leaves as they were, and has the others computed, events of meanwhile included", async () => {
      const [service, decider] = await begin(policyOf(POSTS, TEXTS), 150);
      const next = policyOf(GROUPS, { ...POSTS, doc: "said otherwise" }, LONGER);
      const [backfill] = await Promise.all([
        backfillCounters(service, next, () => decider.counters),
        decider.decide(40, 3),
      ]);
      expect(backfill.carried).toEqual(["posts"]);
      expect(backfill.computed).toEqual(["groups", "texts"]);
      await decider.decide(20);
      const counters = await backfill.finish();
      expect(await backfill.finish()).toBe(counters);
      decider.use(next, counters);
      expect(decider.readings()).toEqual((await reference(next, 210)).readings());
      expect(backfill.report()).toMatchObject({ events: 210, unreadable: 0, errors: 0 });
      await decider.decide(30);
      const expected = (await reference(next, 240)).readings();
      expect(decider.readings()).toEqual(expected);
      expect((await restarted(service, next)).readings()).toEqual(expected);
    });

    test("is completed at the next start, where the process ends before its first batch", async () => {
      const [service, decider] = await begin(policyOf(POSTS), 100);
      const next = policyOf(TEXTS, POSTS);
      await backfillCounters(service, next, () => decider.counters);
      await decider.decide(50);
      const expected = (await reference(next, 150)).readings();
      expect((await restarted(service, next)).readings()).toEqual(expected);
      expect((await restarted(service, next)).readings()).toEqual(expected);
    });

    test("does not find the hole that a policy without the counter has left", async () => {
      const [both, one] = [policyOf(POSTS, TEXTS), policyOf(POSTS)];
      const [service, decider] = await begin(both, 60);
      for (const compiled of [one, both]) {
        const backfill = await backfillCounters(service, compiled, () => decider.counters);
        decider.use(compiled, await backfill.finish());
        await decider.decide(30);
      }
      const expected = (await reference(both, 120)).readings();
      expect(decider.readings()).toEqual(expected);
      expect((await restarted(service, both)).readings()).toEqual(expected);
    });

    test("loses nothing where yet another policy is published before the first has decided", async () => {
      const [service, decider] = await begin(policyOf(POSTS, TEXTS), 60);
      const [first, second] = [policyOf(POSTS, GROUPS), policyOf(TEXTS, POSTS, GROUPS)];
      const one = await backfillCounters(service, first, () => decider.counters);
      await decider.decide(10);
      const two = await backfillCounters(service, second, () => decider.counters);
      expect(two.carried).toEqual(["texts", "posts"]);
      await decider.decide(10);
      decider.use(first, await one.finish());
      await decider.decide(10);
      decider.use(second, await two.finish());
      expect(two.carried).toEqual(["posts", "groups"]);
      await decider.decide(10);
      const expected = (await reference(second, 100)).readings();
      expect(decider.readings()).toEqual(expected);
      expect((await restarted(service, second)).readings()).toEqual(expected);
    });

    test("is computed anew at the next start, where another one was being prepared when the process ended", async () => {
      const [service, decider] = await begin(policyOf(POSTS), 60);
      const [first, second] = [policyOf(POSTS, TEXTS, GROUPS), policyOf(GROUPS)];
      await backfillCounters(service, first, () => decider.counters);
      await decider.decide(10);
      await backfillCounters(service, second, () => decider.counters);
      await decider.decide(10);
      const expected = (await reference(first, 80)).readings();
      expect((await restarted(service, first)).readings()).toEqual(expected);
      expect((await restarted(service, first)).readings()).toEqual(expected);
    });

    test("leaves the current counters as they are where its preparation fails, and can be finished again", async () => {
      const [service, decider] = await begin(policyOf(POSTS), 60);
      const before = decider.readings();
      const signal = AbortSignal.abort(new RangeError("enough"));
      const next = policyOf(POSTS, TEXTS);
      await expect(backfillCounters(service, next, () => decider.counters, { signal })).rejects.toThrow("enough");
      expect(decider.readings()).toEqual(before);
      const backfill = await backfillCounters(service, next, () => decider.counters);
      await decider.decide(20);
      await sql`alter table counter_log rename to counter_log_away`.execute(service.store.db);
      await expect(backfill.finish()).rejects.toThrow("counter_log");
      await sql`alter table counter_log_away rename to counter_log`.execute(service.store.db);
      decider.use(next, await backfill.finish());
      const expected = (await reference(next, 80)).readings();
      expect(decider.readings()).toEqual(expected);
      expect((await restarted(service, next)).readings()).toEqual(expected);
    });
  });

  test("an empty log is computed from the stored events; sealed ones count where they can be opened, erased ones are told", async () => {
    const compiled = policyOf(POSTS, TEXTS);
    const [service, decider] = await begin(compiled, 90);
    const { db } = service.store;
    await db.deleteFrom("counter_log").execute();
    const sealer = createSealer({ secret: Buffer.alloc(32, 7) });
    const rows = await db.selectFrom("events").select(["id", "body"]).orderBy("id").execute();
    for (const { id, body } of rows.slice(40, 44)) {
      const sealed = sealer.seal(id, body as string);
      await db.updateTable("events").set({ body: null, sealed }).where("id", "=", id).execute();
    }
    const { counters, computed } = await startCounters(service, compiled, { sealer });
    expect(computed).toMatchObject({ unreadable: 0 });
    const again = new Decider(undefined);
    again.use(compiled, counters);
    expect(again.readings()).toEqual(decider.readings());
    await db.deleteFrom("counter_log").execute();
    await db
      .updateTable("events")
      .set({ body: null, sealed: null })
      .where("id", "=", (rows[41] as { id: string }).id)
      .execute();
    expect((await startCounters(service, compiled)).computed).toMatchObject({ unreadable: 4 });
  });
});
