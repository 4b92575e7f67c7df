import { expect, test } from "vitest";
import { eraseAccount } from "../../accounts/erase-account.js";
import { readEntries } from "../../journal/read-entries.js";
import { verifyJournal } from "../../journal/verify.js";
import { liftMeasure, voidMeasure } from "../../measures/lift-measure.js";
import { inTransaction } from "../../service/service.js";
import { startTestDomain, type TestDomain } from "../../testing/test-domain.js";
import { intakePost } from "../../testing/test-event.js";
import { forEachStore } from "../../testing/test-store.js";
import { bankPolicy } from "../testing/bank-policy.js";
import { addSampleFromRuling, type NewSample } from "./add-sample.js";
import { dropSamplesOf } from "./drop-samples.js";
import { listDueSamples } from "./list-due-samples.js";

const STAFF = { role: "staff", id: "keyStaff01" } as const;
const WORDS = "a moonshot that pays the double within two days, write to me before the others of this harbour do";

async function addSample(domain: TestDomain, sample: Partial<NewSample> & Pick<NewSample, "from">) {
  const whole = { bank: "copies", clause: "spam.words", severity: 3, actor: STAFF, ...sample };
  const added = await inTransaction(domain, (tx) => addSampleFromRuling(tx, domain, whole));
  await domain.banks.follow();
  return added;
}

async function measureOf(domain: TestDomain, item: string, kind: "remove" | "limit_reach" = "remove"): Promise<string> {
  const row = await domain.store.db
    .selectFrom("measures")
    .select("id")
    .where("item_id", "=", item)
    .where("kind", "=", kind)
    .executeTakeFirstOrThrow();
  return row.id;
}

async function outcomeOf(domain: TestDomain, id: string, words: string): Promise<readonly string[]> {
  const [result] = await domain.decider.submit([intakePost(id, words, { actor: `actor-${id}` })]);
  if (result?.ok !== true) throw new Error("not decided");
  return result.answer.decision.findings.map(({ detector }) => detector);
}

forEachStore((_kind, open) => {
  test("words that were removed become a sample that finds copies, and leave when the measure is voided", async () => {
    const store = await open();
    await using domain = await startTestDomain(store, bankPolicy());
    await domain.decider.submit([intakePost("e1", WORDS)]);
    const measure = await measureOf(domain, "p-e1");
    const options = { reviewAt: "2026-12-01T00:00:00Z", expiresAt: "2027-12-01T00:00:00Z", note: "typical" };
    const added = await addSample(domain, { from: { measure }, ...options });
    expect(added).toMatchObject({ bank: "copies", originId: measure, present: false });
    expect(await addSample(domain, { from: { item: "p-e1" } })).toMatchObject({ entry: added.entry, present: true });
    const row = await store.db.selectFrom("bank_entries").selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({
      origin: "ruling",
      origin_id: measure,
      account_id: "u1",
      severity: 3,
      source: "ruling",
      note: "typical",
      content: { text: WORDS, clause: "spam.words", lang: "en" },
      removed_at: null,
    });
    const copy = WORDS.replace("a moonshot", "an offer");
    expect(await outcomeOf(domain, "c1", copy)).toEqual(["repeats"]);
    // Lifting says that the decision was right.
    await liftMeasure(domain, { measure, reason: "it is enough", actor: STAFF });
    expect(await outcomeOf(domain, "c2", copy)).toEqual(["repeats"]);
    await voidMeasure(domain, { measure, reason: "it was a joke", actor: STAFF });
    expect(await outcomeOf(domain, "c3", copy)).toEqual([]);
    const gone = await store.db.selectFrom("bank_entries").selectAll().executeTakeFirstOrThrow();
    expect(gone).toMatchObject({ removed_how: "overturned", removed_reason: "it was a joke", removed_by: STAFF.id });
    const { entries } = await readEntries(store.db, { acts: ["bank.*", "measure.voided"], after: 0, limit: 10 });
    expect(entries.map(({ act }) => act)).toEqual(["bank.entry_added", "bank.entry_removed", "measure.voided"]);
    expect((await verifyJournal(store.db)).problems).toEqual([]);
    await expect(addSample(domain, { from: { measure } })).rejects.toMatchObject({ code: "EH_BANK_SAMPLE_OVERTURNED" });
    await expect(addSample(domain, { from: { item: "p-e1" } })).rejects.toMatchObject({
      code: "EH_BANK_SAMPLE_OVERTURNED",
    });
  });

  test("a sample of a decision leaves with a measure of that decision, one of a ruling with the ruling", async () => {
    const store = await open();
    await using domain = await startTestDomain(store, bankPolicy());
    const [result] = await domain.decider.submit([
      intakePost("e1", WORDS),
      intakePost("e2", `${WORDS} again and again`, { actor: "u2" }),
    ]);
    if (result?.ok !== true) throw new Error("not decided");
    await addSample(domain, { from: { decision: result.answer.id } });
    const ruled = await addSample(domain, { from: { item: "p-e2" }, ruling: "ruling-1", lang: "EN-gb" });
    expect(ruled.originId).toBe("ruling-1");
    const left = async () =>
      (await store.db.selectFrom("bank_entries").select("origin_id").where("removed_at", "is", null).execute()).map(
        (one) => one.origin_id,
      );
    expect(new Set(await left())).toEqual(new Set([result.answer.id, "ruling-1"]));
    await voidMeasure(domain, { measure: await measureOf(domain, "p-e1", "limit_reach"), reason: "no", actor: STAFF });
    expect(await left()).toEqual(["ruling-1"]);
    const overturned = { origins: ["ruling-1"], reason: "on appeal", actor: STAFF };
    expect(await inTransaction(domain, (tx) => dropSamplesOf(tx, domain, overturned))).toBe(1);
    expect(await inTransaction(domain, (tx) => dropSamplesOf(tx, domain, overturned))).toBe(0);
    expect(await left()).toEqual([]);
  });

  test("words of a person who is erased, or whose measure is voided, meanwhile are in no bank afterwards", async () => {
    const store = await open();
    await using domain = await startTestDomain(store, bankPolicy());
    const ids = Array.from({ length: 8 }, (_, i) => `${i}`);
    await domain.decider.submit(ids.map((i) => intakePost(`e${i}`, `${WORDS} number ${i}`, { actor: `u${i}` })));
    const measures = await Promise.all(ids.map((i) => measureOf(domain, `p-e${i}`)));
    const done = await Promise.allSettled(
      ids.flatMap((i, at) => {
        const add = addSample(domain, { from: at % 4 < 2 ? { item: `p-e${i}` } : { measure: measures[at] ?? "" } });
        const undo: Promise<unknown> =
          at % 2 === 0
            ? eraseAccount(domain, `u${i}`, STAFF)
            : voidMeasure(domain, { measure: measures[at] ?? "", reason: "wrong", actor: STAFF });
        return [add, undo];
      }),
    );
    for (const [at, result] of done.entries()) {
      if (result.status === "fulfilled") continue;
      expect(at % 2, String(result.reason)).toBe(0);
      expect(result.reason).toMatchObject({
        code: expect.stringMatching(/^EH_(ITEM_CONTENT_GONE|BANK_SAMPLE_OVERTURNED)$/),
      });
    }
    const left = await store.db.selectFrom("bank_entries").selectAll().where("removed_at", "is", null).execute();
    expect(left).toEqual([]);
    const erased = await store.db.selectFrom("bank_entries").selectAll().where("removed_how", "=", "erased").execute();
    expect(erased.every(({ content }) => content === null)).toBe(true);
    expect((await verifyJournal(store.db)).problems).toEqual([]);
  });

  test("what may not or cannot be a sample is refused", async () => {
    const store = await open();
    const minors = `---
id: minors
title: Children
category: minors
clauses:
  - { id: minors.abuse, title: Abuse of children, severity: 5 }
---
Children are safe here.

## Abuse of children {#minors.abuse}
Never.
`;
    const zh = `---
title: 儿童
clauses:
  - { id: minors.abuse, title: 虐待儿童 }
---
儿童安全。

## 虐待儿童 {#minors.abuse}
绝不。
`;
    const files = bankPolicy({ "rules/minors.md": minors, "rules/minors.zh-Hans.md": zh });
    files.set(
      "detectors/minors.yaml",
      `- { id: abuse, clause: minors.abuse, on: [post.*], when: 'text.body.contains("unspeakable")', then: remove, reason: { en: Abuse., zh-Hans: 虐待。 } }\n`,
    );
    await using domain = await startTestDomain(store, files);
    await domain.decider.submit([
      intakePost("e1", `${WORDS} unspeakable`),
      intakePost("e2", WORDS, { actor: "u2" }),
      intakePost("e3", "", { actor: "u3", data: {} }),
      intakePost("e4", `${WORDS} for ever`, { actor: "u4" }),
    ]);
    const refused = async (sample: Parameters<typeof addSample>[1], code: string) =>
      expect(addSample(domain, sample)).rejects.toMatchObject({ code });
    // Decided under it, or meant as an example of it.
    await refused({ from: { item: "p-e1" } }, "EH_BANK_HASH_ONLY");
    await refused({ from: { item: "p-e2" }, clause: "minors.abuse" }, "EH_BANK_HASH_ONLY");
    await refused({ from: { item: "p-e2" }, clause: "none" }, "EH_MEASURE_CLAUSE_UNKNOWN");
    await refused({ from: { item: "p-e2" }, bank: "scam" }, "EH_BANK_KIND");
    await refused({ from: { item: "p-e2" }, bank: "none" }, "EH_BANK_NOT_FOUND");
    await refused({ from: { item: "nowhere" } }, "EH_ITEM_NOT_FOUND");
    const nobody = "01890000-0000-7000-8000-000000000000";
    await refused({ from: { decision: nobody } }, "EH_DECISION_NOT_FOUND");
    await refused({ from: { measure: nobody } }, "EH_MEASURE_NOT_FOUND");
    await eraseAccount(domain, "u4", STAFF);
    await refused({ from: { item: "p-e4" } }, "EH_ITEM_CONTENT_GONE");
    expect(await store.db.selectFrom("bank_entries").selectAll().execute()).toEqual([]);

    // Enough words are known by their hash, and nothing else of them is kept.
    const long = Array.from({ length: 40 }, (_, i) => `line ${i * i} of it tells ${(i * 7919) % 977}`).join(", ");
    await domain.decider.submit([intakePost("e5", `${long} unspeakable`, { actor: "u5" })]);
    const hashed = await addSample(domain, { from: { item: "p-e5" }, clause: "minors.abuse" });
    const kept = await store.db.selectFrom("bank_entries").selectAll().executeTakeFirstOrThrow();
    expect(kept.content).toEqual({
      text: "",
      tlsh: expect.stringMatching(/^T1[\dA-F]{70}$/),
      clause: "minors.abuse",
      lang: "en",
    });
    expect(kept.identity).not.toContain("line");
    expect(await outcomeOf(domain, "c5", `${long} unspoken`)).toEqual(["repeats"]);
    await domain.banks.follow();
    const removed = await inTransaction(domain, (tx) =>
      dropSamplesOf(tx, domain, { origins: [hashed.originId], reason: "test", actor: STAFF }),
    );
    expect(removed).toBe(1);
    await domain.banks.follow();

    await addSample(domain, { from: { item: "p-e2" }, reviewAt: new Date(domain.clock.now() + 1_000).toISOString() });
    expect(await listDueSamples(domain, "copies", 10)).toEqual([]);
    domain.clock.nowMs += 2_000;
    expect(await listDueSamples(domain, "copies", 10)).toMatchObject([
      { clause: "spam.words", lang: "en", severity: 3 },
    ]);
  });
});
