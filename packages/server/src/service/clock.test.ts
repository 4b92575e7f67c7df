import { expect, test } from "vitest";
import { verifyJournal } from "../journal/verify.js";
import { startTestDomain } from "../testing/test-domain.js";
import { intakePost } from "../testing/test-event.js";
import { testPolicy } from "../testing/test-policy.js";
import { forEachStore } from "../testing/test-store.js";
import { createIds, forwardClock } from "./clock.js";

test("time stands still while the clock is behind what was seen", () => {
  let now = 1_000;
  const clock = forwardClock({ now: () => now }, 500);
  expect(clock.now()).toBe(1_000);
  now = 400;
  expect(clock.now()).toBe(1_000);
  now = 1_001;
  expect(clock.now()).toBe(1_001);
});

test("ids grow within a millisecond and over a clock that steps back", () => {
  let now = Date.now();
  const ids = createIds({ now: () => now });
  const made: string[] = [];
  for (const step of [0, 0, 1, -3_600_000, 0, 5, 3_600_000]) {
    now += step;
    for (let i = 0; i < 500; i++) made.push(ids.next());
  }
  expect([...made].sort()).toEqual(made);
  expect(new Set(made).size).toBe(made.length);
});

forEachStore((_kind, open) => {
  test("the journal's times never go back, though the machine's clock does", async () => {
    const store = await open();
    await using domain = await startTestDomain(store, testPolicy());
    await domain.decider.submit([intakePost("e1", "a bargain")]);
    domain.clock.nowMs -= 7_200_000;
    const [second] = await domain.decider.submit([intakePost("e2", "a bargain")]);
    expect(second).toMatchObject({ ok: true });
    domain.clock.nowMs += 8_000_000;
    await domain.decider.submit([intakePost("e3", "a bargain")]);
    const rows = await store.db.selectFrom("journal").select("at").orderBy("seq").execute();
    const times = rows.map(({ at }) => at.getTime());
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect((await verifyJournal(store.db)).problems).toEqual([]);
    const ids = await store.db.selectFrom("decisions").select("id").orderBy("journal_seq").execute();
    expect(ids.map(({ id }) => id)).toEqual(ids.map(({ id }) => id).sort());
  });
});
