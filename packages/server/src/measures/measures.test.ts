import { describe, expect, test } from "vitest";
import { getAccount } from "../accounts/get-account.js";
import { getItem } from "../accounts/get-item.js";
import { getItemContent } from "../accounts/get-item-content.js";
import { deleteQuarantined } from "../quarantine/delete-quarantined.js";
import { getStanding } from "../standing/get-standing.js";
import { rebuildStandings } from "../standing/rebuild-standings.js";
import { refreshStandings } from "../standing/refresh-standings.js";
import type { Store } from "../store/open-store.js";
import { ensurePartitions } from "../store/partitions.js";
import { publishFiles, startTestDomain, type TestDomain } from "../testing/test-domain.js";
import { intakePost } from "../testing/test-event.js";
import { testPolicy } from "../testing/test-policy.js";
import { forEachStore } from "../testing/test-store.js";
import { applyMeasure } from "./apply-measure.js";
import { expireMeasures } from "./expire-measures.js";
import { liftMeasure, voidMeasure } from "./lift-measure.js";

const DAY = 86_400_000;
const STAFF = { role: "staff", id: "keyStaffOne1" } as const;

/** Sends posts and gives the ids of the measures they brought. */
async function send(domain: TestDomain, ...posts: ReturnType<typeof intakePost>[]): Promise<string[]> {
  const results = await domain.decider.submit(posts);
  return results.flatMap((one) => (one.ok ? one.answer.statements.map(({ measure }) => measure) : []));
}

async function acts(store: Store): Promise<string[]> {
  const rows = await store.db.selectFrom("journal").select(["act", "actor_role"]).orderBy("seq").execute();
  return rows.map(({ act, actor_role }) => `${act} by ${actor_role}`);
}

/** Lets time pass, with the months that the running service would have made. */
async function wait(domain: TestDomain, ms: number): Promise<void> {
  domain.clock.nowMs += ms;
  await ensurePartitions(domain.store.db, domain.clock.nowMs);
}

/** What every test relies on: stored standings are what the strikes say. */
async function expectStandingsAgree(domain: TestDomain): Promise<void> {
  expect((await rebuildStandings(domain)).differing).toEqual([]);
}

forEachStore((_kind, open) => {
  describe("measures", () => {
    test("expire under the system's name, also long after their time", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy());
      await send(domain, intakePost("e1", "quietly"));
      expect(await expireMeasures(domain)).toBe(0);
      await wait(domain, 3 * DAY);
      expect(await getItem(domain, "p-e1")).toMatchObject({ effective: { strongest: null } });
      expect(await expireMeasures(domain)).toBe(1);
      expect(await expireMeasures(domain)).toBe(0);
      const [row] = await store.db.selectFrom("measures").selectAll().execute();
      expect(row).toMatchObject({ ended_how: "expired", ended_by_role: "system", ended_by: null, voided_at: null });
      expect(await acts(store)).toContain("measure.expired by system");
      await expectStandingsAgree(domain);
    });

    test("overlap: the strongest is in effect, and ending one leaves the others", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy());
      const [limited] = await send(domain, intakePost("e1", "quietly", { item: "p1" }));
      const [removed] = await send(domain, intakePost("e2", "a bargain", { item: "p1", type: "post.updated" }));
      const state = async (): Promise<unknown> =>
        ((await getItem(domain, "p1"))["effective"] as { strongest: unknown }).strongest;
      expect(await state()).toBe("remove");
      await liftMeasure(domain, { measure: removed as string, reason: "seen", actor: STAFF });
      expect(await state()).toBe("limit_reach");
      await voidMeasure(domain, { measure: limited as string, reason: "wrong", actor: STAFF });
      expect(await state()).toBe(null);
      const last = await store.db
        .selectFrom("journal")
        .select("payload")
        .where("act", "=", "measure.voided")
        .executeTakeFirstOrThrow();
      expect(JSON.parse(last.payload ?? "")).toMatchObject({ data: { effective: { strongest: null, active: [] } } });
    });

    test("lifting keeps strikes, voiding voids them by name, also after the end", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy());
      const time = new Date(domain.clock.nowMs - 1_000).toISOString();
      const [first] = await send(domain, intakePost("e1", "a bargain", { time }));
      const [second] = await send(domain, intakePost("e2", "a bargain", { time }));
      const standing = async (): Promise<number> => (await getStanding(domain, "u1", domain.clock.nowMs)).strikes;
      expect(await standing()).toBe(2);
      await liftMeasure(domain, { measure: first as string, reason: "served", actor: STAFF });
      expect(await standing()).toBe(2);
      await voidMeasure(domain, { measure: second as string, reason: "wrong", actor: STAFF });
      expect(await standing()).toBe(1);
      expect(await acts(store)).toEqual(
        expect.arrayContaining(["strike.voided by staff", "standing.changed by system"]),
      );
      await voidMeasure(domain, { measure: first as string, reason: "wrong too", actor: STAFF });
      expect(await standing()).toBe(0);
      const row = await store.db
        .selectFrom("measures")
        .selectAll()
        .where("id", "=", first as string)
        .executeTakeFirstOrThrow();
      expect(row.ended_how).toBe("lifted");
      expect(row.voided_at).not.toBeNull();
      await expect(
        voidMeasure(domain, { measure: first as string, reason: "again", actor: STAFF }),
      ).rejects.toMatchObject({
        code: "EH_MEASURE_VOIDED",
      });
      await expectStandingsAgree(domain);
    });

    test("removed content comes back whole", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy());
      const [removed] = await send(domain, intakePost("e1", "a bargain 🛟", { item: "p1" }));
      expect(await getItemContent(domain, "p1")).toMatchObject({ quarantined: true, text: { body: "a bargain 🛟" } });
      await voidMeasure(domain, { measure: removed as string, reason: "wrong", actor: STAFF });
      expect(await getItemContent(domain, "p1")).toMatchObject({ quarantined: false, text: { body: "a bargain 🛟" } });
      expect(await store.db.selectFrom("quarantine").selectAll().execute()).toEqual([]);
      const [event] = await store.db.selectFrom("events").selectAll().execute();
      expect(event).toMatchObject({ sealed: null, body: expect.stringContaining("🛟") });
    });

    test("quarantined content goes when the time to appeal has passed", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy());
      await send(domain, intakePost("e1", "a bargain", { item: "p1" }));
      expect(await deleteQuarantined(domain)).toBe(0);
      await wait(domain, 184 * DAY);
      expect(await deleteQuarantined(domain)).toBe(1);
      await expect(getItemContent(domain, "p1")).rejects.toMatchObject({ code: "EH_ITEM_CONTENT_GONE" });
      expect(await acts(store)).toContain("quarantine.deleted by system");
    });

    test("standing improves when strikes expire, and the change is journaled", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy());
      const time = new Date(domain.clock.nowMs - 1_000).toISOString();
      await send(domain, intakePost("e1", "a bargain", { time }), intakePost("e2", "a bargain", { time }));
      expect(await getAccount(domain, "u1")).toMatchObject({ standing: { level: "strained", strikes: 2 } });
      await wait(domain, 91 * DAY);
      expect(await refreshStandings(domain)).toBe(1);
      const [row] = await store.db.selectFrom("standings").selectAll().execute();
      expect(row).toMatchObject({ level: "good", strikes: 0, changes_at: null });
      const changes = await store.db
        .selectFrom("journal")
        .select("payload")
        .where("act", "=", "standing.changed")
        .execute();
      expect(changes.map(({ payload }) => JSON.parse(payload ?? "").data.to)).toEqual(["strained", "good"]);
    });

    test("a policy with other levels moves accounts, and the change is journaled", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy());
      const time = new Date(domain.clock.nowMs - 1_000).toISOString();
      await send(domain, intakePost("e1", "a bargain", { time }));
      await refreshStandings(domain);
      const settings = testPolicy().get("evenhand.yaml") ?? "";
      await publishFiles(
        domain,
        testPolicy({ "evenhand.yaml": settings.replace("level: strained, strikes: 2", "level: strained, strikes: 1") }),
      );
      expect(await refreshStandings(domain)).toBe(1);
      expect(await refreshStandings(domain)).toBe(0);
      expect(await getAccount(domain, "u1")).toMatchObject({ standing: { level: "strained", strikes: 1 } });
      const [change] = await store.db
        .selectFrom("journal")
        .select("payload")
        .where("act", "=", "standing.changed")
        .execute();
      expect(JSON.parse(change?.payload ?? "{}")).toMatchObject({ data: { from: "good", to: "strained" } });
      await expectStandingsAgree(domain);
    });

    test("a person applies one as far as the ladder allows, with a statement", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy());
      await send(domain, intakePost("e1", "hello", { item: "p1" }));
      const base = {
        target: { kind: "account", id: "u1" },
        clause: "spam.words",
        scope: null,
        reason: { en: "Sold often." },
        actor: STAFF,
      } as const;
      const asked = new Date(domain.clock.nowMs + 400 * DAY).toISOString();
      const measure = await applyMeasure(domain, { ...base, kind: "suspend", until: asked });
      expect(Date.parse(measure.until ?? "") - domain.clock.nowMs).toBe(7 * DAY);
      expect(measure.imposedBy).toEqual(STAFF);
      await expect(applyMeasure(domain, { ...base, kind: "terminate", until: null })).rejects.toMatchObject({
        code: "EH_MEASURE_NOT_IN_LADDER",
        message: expect.stringContaining("suspend"),
      });
      await expect(applyMeasure(domain, { ...base, kind: "remove", until: null })).rejects.toMatchObject({
        code: "EH_MEASURE_TARGET",
      });
      await expect(
        applyMeasure(domain, { ...base, kind: "suspend", until: null, clause: "spam.none" }),
      ).rejects.toMatchObject({ code: "EH_MEASURE_CLAUSE_UNKNOWN" });
      const statements = await store.db.selectFrom("statements").selectAll().execute();
      expect(statements).toMatchObject([
        { measure_id: measure.id, content: { automation: { detected: false, decided: "not" } } },
      ]);
      expect((await getStanding(domain, "u1", domain.clock.nowMs)).strikes).toBe(1);
      await expectStandingsAgree(domain);
    });

    test("standing can be asked for at any time of the past", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy());
      const start = domain.clock.nowMs;
      const at = (ms: number): string => new Date(start + ms).toISOString();
      await send(domain, intakePost("e1", "a bargain", { time: at(0) }));
      await wait(domain, 2 * DAY);
      await send(domain, intakePost("e2", "a bargain", { time: at(2 * DAY) }));
      const strikes = async (ms: number): Promise<number> => (await getStanding(domain, "u1", start + ms)).strikes;
      expect([
        await strikes(-1),
        await strikes(0),
        await strikes(DAY),
        await strikes(2 * DAY),
        await strikes(91 * DAY),
      ]).toEqual([0, 1, 1, 2, 1]);
    });

    test("two who end the same measure at once: one succeeds, the other is told", async () => {
      const store = await open();
      await using domain = await startTestDomain(store, testPolicy());
      const [removed] = await send(domain, intakePost("e1", "a bargain"));
      const end = (reason: string): Promise<string> =>
        liftMeasure(domain, { measure: removed as string, reason, actor: STAFF }).then(
          () => "done",
          (error: { code?: string }) => error.code ?? "another error",
        );
      expect((await Promise.all([end("a"), end("b")])).sort()).toEqual(["EH_MEASURE_ENDED", "done"]);
    });
  });
});
