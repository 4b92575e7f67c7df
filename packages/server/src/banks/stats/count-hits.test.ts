import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { readOn } from "../../journal/cursors.js";
import { voidMeasure } from "../../measures/lift-measure.js";
import { inTransaction } from "../../service/service.js";
import type { Store } from "../../store/open-store.js";
import { startTestDomain, type TestDomain } from "../../testing/test-domain.js";
import { intakePost } from "../../testing/test-event.js";
import { forEachStore } from "../../testing/test-store.js";
import { BANK_HITS_READER, countBankHitsJob, recountBankHits } from "./count-hits.js";
import { addAndFollow, STAFF } from "../testing/add-to-bank.js";
import { bankPolicy } from "../testing/bank-policy.js";

async function countAll(domain: TestDomain): Promise<void> {
  while (await countBankHitsJob(domain).run(new AbortController().signal));
}

async function hitsOf(store: Store) {
  const rows = await store.db.selectFrom("bank_hits").selectAll().orderBy("bank").orderBy("entry").execute();
  return rows.map(({ bank, entry, hits, overturned }) => [bank, entry, hits, overturned]);
}

forEachStore((_kind, open) => {
  test("decisions count for the entries they rest on, once each, whatever is read twice or anew", async () => {
    const store = await open();
    await using domain = await startTestDomain(store, bankPolicy());
    const [flarepath] = await addAndFollow(domain, "scam", { text: "flarepath" });
    await domain.decider.submit([
      intakePost("e1", "a moonshot, a MOONSHOT and a flarepath"),
      intakePost("e2", "see https://shop.bad.example/x"),
      intakePost("e3", "nothing of that kind"),
      intakePost("e4", "a moonshot again", { actor: "u2" }),
    ]);
    await countAll(domain);
    const expected = [
      ["fixed", "MOONSHOT", 2, 0],
      ["hosts", "bad.example", 1, 0],
      ["scam", flarepath, 1, 0],
      ["scam", "moonshot", 2, 0],
    ];
    const byName = (rows: readonly unknown[][]) => rows.map((row) => row.join(" ")).sort();
    expect(byName(await hitsOf(store))).toEqual(byName(expected));
    await countAll(domain);
    expect(byName(await hitsOf(store))).toEqual(byName(expected));
    const [row] = await store.db.selectFrom("bank_hits").select("day").limit(1).execute();
    expect(new Date(row?.day as Date | string).toISOString().slice(0, 7)).toBe(
      new Date(domain.clock.now()).toISOString().slice(0, 7),
    );
    await inTransaction(domain, recountBankHits);
    expect(await hitsOf(store)).toEqual([]);
    await countAll(domain);
    expect(byName(await hitsOf(store))).toEqual(byName(expected));
  });

  test("a voided measure overturns the hits of its clause, once, also with several measures", async () => {
    const store = await open();
    await using domain = await startTestDomain(store, bankPolicy());
    await domain.decider.submit([
      intakePost("e1", "a moonshot, see https://bad.example/"),
      intakePost("e2", "a moonshot", { actor: "u2" }),
    ]);
    await countAll(domain);
    const measures = await store.db
      .selectFrom("measures")
      .select(["id", "kind", "clause", "item_id"])
      .where("item_id", "=", "p-e1")
      .execute();
    const of = (clause: string, kind: string) =>
      measures.find((one) => one.clause === clause && one.kind === kind)?.id ?? randomUUID();
    await voidMeasure(domain, { measure: of("spam.flood", "limit_reach"), reason: "wrong", actor: STAFF });
    await countAll(domain);
    const scam = async () => (await hitsOf(store)).filter(([bank]) => bank === "scam");
    expect(await scam()).toEqual([["scam", "moonshot", 2, 1]]);
    expect((await hitsOf(store)).filter(([bank]) => bank === "hosts")).toEqual([["hosts", "bad.example", 1, 0]]);
    await voidMeasure(domain, { measure: of("spam.words", "remove"), reason: "wrong too", actor: STAFF });
    await countAll(domain);
    expect(await scam()).toEqual([["scam", "moonshot", 2, 1]]);
    expect((await hitsOf(store)).filter(([bank]) => bank === "hosts")).toEqual([["hosts", "bad.example", 1, 1]]);
    await inTransaction(domain, recountBankHits);
    // One entry at a time comes to the same.
    while (await readOn(domain, { ...BANK_HITS_READER, batch: 1 }));
    expect(await scam()).toEqual([["scam", "moonshot", 2, 1]]);
  });
});
