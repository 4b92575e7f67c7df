import { expect, test } from "vitest";
import { voidMeasure } from "../measures/lift-measure.js";
import { verifyJournal } from "../journal/verify.js";
import { listPartitions } from "../store/partitions.js";
import { startTestDomain, testConfig } from "../testing/test-domain.js";
import { intakePost } from "../testing/test-event.js";
import { testPolicy } from "../testing/test-policy.js";
import { forEachStore } from "../testing/test-store.js";
import { applyRetention, keepPartitionsJob } from "./keep-partitions.js";

const DAY = 86_400_000;

forEachStore((_kind, open) => {
  test("months to come are made, and months past their retention dropped, each kind by its own", async () => {
    const store = await open();
    const config = testConfig({ retention: { eventsDays: 400, journalDays: 0, webhookDays: 30 } });
    await using domain = await startTestDomain(store, testPolicy(), { config });
    const time = new Date(domain.clock.nowMs).toISOString();
    const old = intakePost("old", "hello", { time });
    await domain.decider.submit([old]);
    const job = keepPartitionsJob(domain);
    // Fourteen months and more, as the running service would live through them.
    for (let month = 0; month < 15; month++) {
      domain.clock.nowMs += 31 * DAY;
      await job.run(new AbortController().signal);
    }
    await domain.decider.submit([intakePost("new", "hello")]);
    const rows = await store.db.selectFrom("events").select("event_id").execute();
    expect(rows).toEqual([{ event_id: "new" }]);
    expect(await store.db.selectFrom("decisions").select("id").execute()).toHaveLength(1);
    expect(await store.db.selectFrom("event_keys").select("event_id").execute()).toEqual([{ event_id: "new" }]);
    // The journal is kept for ever here: whole, and it tells what was dropped.
    const report = await verifyJournal(store.db);
    expect(report.problems).toEqual([]);
    const acts = await store.db.selectFrom("journal").select("act").where("act", "=", "retention.applied").execute();
    expect(acts.length).toBeGreaterThanOrEqual(2);
    const ahead = (await listPartitions(store.db)).filter(({ startMs }) => startMs > domain.clock.nowMs);
    expect(ahead.map(({ table }) => table).sort()).toEqual([
      "decisions",
      "decisions",
      "events",
      "events",
      "journal",
      "journal",
    ]);
    expect(await applyRetention(domain)).toEqual([]);
  });

  test("a measure outlives the journal entry that applied it, and can still be lifted", async () => {
    const store = await open();
    const config = testConfig({ retention: { eventsDays: 400, journalDays: 200, webhookDays: 30 } });
    await using domain = await startTestDomain(store, testPolicy(), { config });
    const [result] = await domain.decider.submit([intakePost("e1", "a bargain")]);
    const measure = result?.ok === true ? (result.answer.statements[0]?.measure ?? "") : "";
    const job = keepPartitionsJob(domain);
    for (let month = 0; month < 9; month++) {
      domain.clock.nowMs += 31 * DAY;
      await job.run(new AbortController().signal);
    }
    const kept = await store.db.selectFrom("journal").select("act").where("act", "=", "measure.applied").execute();
    expect(kept).toEqual([]);
    await voidMeasure(domain, { measure, reason: "late, and right", actor: { role: "staff", id: "keyStaffOne1" } });
    expect((await verifyJournal(store.db)).problems).toEqual([]);
  });
});
