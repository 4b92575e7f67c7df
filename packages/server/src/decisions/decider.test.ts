import { createReplayer } from "@evenhand/policy";
import { describe, expect, test } from "vitest";
import { verifyJournal } from "../journal/verify.js";
import { intakePost } from "../testing/test-event.js";
import { startTestDomain } from "../testing/test-domain.js";
import { testPolicy } from "../testing/test-policy.js";
import { forEachStore } from "../testing/test-store.js";
import type { EventResult } from "./decide-batch.js";

function answer(result: EventResult | undefined): Extract<EventResult, { ok: true }>["answer"] {
  if (result?.ok !== true) throw new Error(JSON.stringify(result));
  return result.answer;
}

forEachStore((_kind, open) => {
  describe("deciding", () => {
    test("records decision, measure, statement, strike and journal entries together", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy());
      const [result] = await domain.decider.submit([intakePost("e1", "a bargain for you", { locale: "zh-CN" })]);
      const made = answer(result);
      expect(made.decision).toMatchObject({ outcome: "act", measures: [{ kind: "remove", clause: "spam.words" }] });
      expect(made.statements).toHaveLength(1);
      const [measure] = await store.db.selectFrom("measures").selectAll().execute();
      expect(measure).toMatchObject({ kind: "remove", target_id: "p-e1", account_id: "u1", ended_at: null });
      const [statement] = await store.db.selectFrom("statements").selectAll().execute();
      expect(statement).toMatchObject({ measure_id: measure?.id, language: "zh-Hans" });
      const strikes = await store.db.selectFrom("strikes").selectAll().execute();
      expect(strikes).toMatchObject([{ account_id: "u1", measure_id: measure?.id }]);
      const acts = await store.db.selectFrom("journal").select("act").orderBy("seq").execute();
      expect(acts.map(({ act }) => act)).toEqual([
        "policy.uploaded",
        "policy.published",
        "decision.recorded",
        "measure.applied",
        "statement.issued",
        "strike.given",
      ]);
    });

    test("answers a repeat as the first time, and refuses the same id with another body", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy());
      const time = new Date().toISOString();
      const [first] = await domain.decider.submit([intakePost("e1", "a bargain", { time })]);
      const [again, other] = await domain.decider.submit([
        intakePost("e1", "a bargain", { time }),
        intakePost("e1", "something else", { time }),
      ]);
      expect(answer(again)).toEqual({ ...answer(first), repeated: true });
      expect(other).toMatchObject({ ok: false, error: { code: "EH_EVENT_CONFLICT" } });
      expect(await store.db.selectFrom("decisions").selectAll().execute()).toHaveLength(1);
    });

    test("twins in one batch are decided once", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy());
      const time = new Date().toISOString();
      const results = await domain.decider.submit([
        intakePost("e1", "a bargain", { time }),
        intakePost("e1", "a bargain", { time }),
        intakePost("e1", "no bargain", { time }),
      ]);
      expect(results.map((one) => (one.ok ? one.answer.repeated : one.error.code))).toEqual([
        false,
        true,
        "EH_EVENT_CONFLICT",
      ]);
    });

    test("counters and strikes of a batch count for the events after it", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy());
      const start = domain.clock.nowMs - 1_000;
      const at = (ms: number): string => new Date(start + ms).toISOString();
      const results = await domain.decider.submit([
        ...Array.from({ length: 7 }, (_, i) => intakePost(`e${i}`, "hello", { time: at(i) })),
        intakePost("e7", "a bargain", { time: at(8), type: "post.updated" }),
      ]);
      expect(results.map((one) => answer(one).decision.outcome)).toEqual([
        ..."aaaaa".split("").map(() => "allow"),
        ..."aaa".split("").map(() => "act"),
      ]);
      const standing = await store.db.selectFrom("standings").selectAll().execute();
      expect(standing).toMatchObject([{ account_id: "u1", level: "strained", strikes: 2 }]);
      const changed = await store.db
        .selectFrom("journal")
        .select("act")
        .where("act", "=", "standing.changed")
        .execute();
      expect(changed).toHaveLength(1);
      // The next one is decided at the new standing: suspended for longer.
      const [next] = await domain.decider.submit([intakePost("e9", "hello", { time: at(100) })]);
      const [measure] = answer(next).decision.measures;
      expect(Date.parse(measure?.until ?? "") - (start + 100)).toBe(30 * 86_400_000);
      expect(answer(next).statements).toHaveLength(1);
    });

    test("one flood brings one suspension and one strike, not one for each post", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy());
      const start = domain.clock.nowMs - 1_000;
      const posts = (from: number, ms: number): ReturnType<typeof intakePost>[] =>
        Array.from({ length: 20 }, (_, i) =>
          intakePost(`e${from + i}`, "hello", { time: new Date(start + ms + i).toISOString() }),
        );
      await domain.decider.submit(posts(0, 0));
      await domain.decider.submit(posts(100, 30));
      const count = async (table: "measures" | "strikes" | "decisions"): Promise<number> =>
        (await store.db.selectFrom(table).select("id").execute()).length;
      expect([await count("decisions"), await count("measures"), await count("strikes")]).toEqual([40, 1, 1]);
    });

    test("an event is decided by a policy of any age to the same bytes from its record", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy());
      await domain.decider.submit([intakePost("e1", "a bargain"), intakePost("e2", "mystery"), intakePost("e3", "x")]);
      const rows = await store.db.selectFrom("decisions").selectAll().execute();
      for (const row of rows) {
        const event = await store.db
          .selectFrom("events")
          .selectAll()
          .where("id", "=", row.id)
          .executeTakeFirstOrThrow();
        const body = event.sealed === null ? event.body : domain.sealer.open(row.id, event.sealed);
        const replayer = createReplayer(await domain.policies.load(row.policy_version));
        const replayed = replayer.replay({ event: JSON.parse(body ?? ""), facts: JSON.parse(row.facts ?? "") });
        expect(JSON.stringify(replayed)).toBe(row.decision);
      }
      expect(rows).toHaveLength(3);
    });

    test("opens one case for a subject, and gathers what follows in it", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy());
      await domain.decider.submit([
        intakePost("e1", "waitforus", { item: "p1" }),
        intakePost("e2", "waitforus", { item: "p1", type: "post.updated" }),
        intakePost("e3", "mystery", { item: "p2" }),
      ]);
      const cases = await store.db.selectFrom("cases").selectAll().orderBy("id").execute();
      expect(cases).toMatchObject([
        { subject_kind: "item", subject_id: "p1", queue: "urgent", opened_for: "hold" },
        { subject_id: "p2", opened_for: "error" },
      ]);
      const joined = await store.db.selectFrom("case_decisions").select("case_id").execute();
      expect(joined.filter((row) => row.case_id === cases[0]?.id)).toHaveLength(2);
    });

    test("an item that reaches a checkpoint is decided again, once", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy());
      await domain.decider.submit([intakePost("e1", "an advert", { item: "p1" })]);
      const reach = (id: string, views: number) =>
        intakePost(id, "", {
          item: "p1",
          type: "reach.updated",
          data: {
            item: { id: "p1", kind: "post", surface: "post", createdAt: "2026-01-01T00:00:00Z" },
            reach: { views },
          },
        });
      await domain.decider.submit([reach("r1", 900)]);
      await domain.decider.submit([reach("r2", 1_500), reach("r3", 1_600)]);
      await domain.decider.submit([reach("r4", 12_000)]);
      const again = await store.db
        .selectFrom("events")
        .selectAll()
        .where("cause", "=", "reach")
        .orderBy("id")
        .execute();
      expect(again.map((row) => row.event_id.split(":")[1])).toEqual(["1000", "10000"]);
      const [found] = await store.db.selectFrom("cases").selectAll().execute();
      expect(found).toMatchObject({ subject_id: "p1", opened_for: "reach" });
      // The label is active already: nothing new has happened.
      expect(await store.db.selectFrom("measures").selectAll().execute()).toHaveLength(1);
      expect(await store.db.selectFrom("items").select(["reach", "reach_checkpoint"]).execute()).toMatchObject([
        { reach: 12_000, reach_checkpoint: 10_000 },
      ]);
    });

    test("seals what is stored of a removed item", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy());
      await domain.decider.submit([
        intakePost("e1", "harmless", { item: "p1" }),
        intakePost("e2", "a bargain", { item: "p1", type: "post.updated" }),
      ]);
      const events = await store.db.selectFrom("events").select(["body", "sealed"]).execute();
      expect(events.every((row) => row.body === null && row.sealed !== null)).toBe(true);
      const [kept] = await store.db.selectFrom("quarantine").selectAll().execute();
      expect(kept?.sealed.includes("bargain")).toBe(false);
    });

    test("no policy, no decisions", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, undefined);
      await expect(domain.decider.submit([intakePost("e1", "x")])).rejects.toMatchObject({ code: "EH_POLICY_NONE" });
    });

    test("concurrent requests share transactions, and the journal has no gap", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy());
      const sent = Array.from({ length: 120 }, (_, i) =>
        domain.decider.submit([
          intakePost(`e${i}`, i % 3 === 0 ? "a bargain" : "hello", { actor: `u${i}`, item: `p${i}` }),
        ]),
      );
      const results = (await Promise.all(sent)).flat();
      expect(results.every((one) => one.ok)).toBe(true);
      expect(await store.db.selectFrom("decisions").select("id").execute()).toHaveLength(120);
      const verified = await verifyJournal(store.db);
      expect(verified).toMatchObject({ problems: [] });
    });
  });
});
