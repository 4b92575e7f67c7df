import type { BankStatsBody } from "@evenhand/contract";
import { expect, test } from "vitest";
import { voidMeasure } from "../../measures/lift-measure.js";
import { ensurePartitions } from "../../store/partitions.js";
import { publishFiles, startTestDomain, type TestDomain } from "../../testing/test-domain.js";
import { intakePost } from "../../testing/test-event.js";
import { forEachStore } from "../../testing/test-store.js";
import { bankStats } from "./bank-stats.js";
import { countBankHitsJob } from "./count-hits.js";
import { forgetBankUseJob } from "./forget-bank-use.js";
import { workOutHygiene } from "./hygiene-thread.js";
import { addAndFollow, STAFF } from "../testing/add-to-bank.js";
import { bankPolicy } from "../testing/bank-policy.js";

const DAY_MS = 86_400_000;

async function stats(domain: TestDomain, bank: string, query = {}): Promise<BankStatsBody> {
  while (await countBankHitsJob(domain).run(new AbortController().signal));
  return bankStats(domain, bank, query);
}

const names = (list: { readonly items: readonly { readonly name: string }[] }) => list.items.map(({ name }) => name);

forEachStore((_kind, open) => {
  test("a bank's statistics: uses, dead, overturned, repeated, covered and noisy entries", async () => {
    const store = await open();
    await using domain = await startTestDomain(store, bankPolicy());
    const [flarepath] = await addAndFollow(
      domain,
      "scam",
      { text: "flarepath" },
      { text: "a flarepath tonight" },
      { text: "harmless", match: "word" },
    );
    const posts = ["one", "two", "three"].map((id) => intakePost(id, "a moonshot", { actor: `u-${id}` }));
    const clean = Array.from({ length: 10 }, (_, i) =>
      intakePost(`c${i}`, `nothing special ${i}`, { actor: `c-${i}` }),
    );
    await domain.decider.submit([...posts, ...clean]);
    for (const { id } of await store.db.selectFrom("measures").select("id").where("item_id", "!=", "p-one").execute()) {
      await voidMeasure(domain, { measure: id, reason: "wrong", actor: STAFF });
    }
    const now = await stats(domain, "scam", { minHits: 2 });
    expect(now).toMatchObject({
      bank: "scam",
      kind: "terms",
      live: true,
      days: 90,
      entries: { policy: 3, live: 3 },
      hits: 3,
      overturned: 2,
      dead: { total: 0, items: [] },
      overturnedEntries: { total: 1, items: [{ entry: "moonshot", live: false, hits: 3, overturned: 2 }] },
      duplicates: { total: 1, items: [{ entries: [{ bank: "scam" }, { bank: "fixed" }] }] },
      notDone: [],
    });
    expect(now.counted.upTo).toBe(now.counted.head);
    expect(now.covered.items.map(({ name, by }) => [name, by.name])).toEqual(
      expect.arrayContaining([
        ["guaranteed moonshot", "moonshot"],
        ["a flarepath tonight", "flarepath"],
      ]),
    );
    // The words of two posts were found good after all: with ten others, two of twelve.
    expect(now.noisy).toMatchObject({ sample: 12, total: 1, items: [{ name: "moonshot", hits: 2 }] });
    expect((await stats(domain, "scam", { sample: 0 })).noisy).toEqual({ sample: 0, total: 0, items: [] });
    const fixed = await stats(domain, "fixed", { limit: 1 });
    expect(fixed).toMatchObject({ live: false, entries: { policy: 2, live: 0 }, hits: 3 });
    expect(fixed.duplicates.items[0]?.entries).toEqual([
      { bank: "fixed", entry: "MOONSHOT", name: "MOONSHOT", live: false },
      { bank: "scam", entry: "moonshot", name: "moonshot", live: false },
    ]);

    domain.clock.nowMs += 100 * DAY_MS;
    await ensurePartitions(store.db, domain.clock.nowMs);
    const later = await stats(domain, "scam");
    expect(names(later.dead).sort()).toEqual([
      "a flarepath tonight",
      "flarepath",
      "guaranteed moonshot",
      "harmless",
      "moonshot",
    ]);
    expect(later.dead.items.find(({ name }) => name === "flarepath")).toMatchObject({ entry: flarepath, live: true });
    expect((await stats(domain, "scam", { limit: 2 })).dead).toMatchObject({ total: 5, items: [{}, {}] });
    // An entry that came with another policy was not there all the time.
    const files = bankPolicy({
      "banks/scam.yaml": "kind: terms\nlive: true\nentries:\n  - { text: moonshot }\n  - { text: brandnew }\n",
    });
    await publishFiles(domain, files);
    expect(names((await stats(domain, "scam")).dead)).toEqual(expect.not.arrayContaining(["brandnew"]));
    expect(names((await stats(domain, "scam")).dead)).toEqual(expect.arrayContaining(["moonshot", "flarepath"]));
    domain.clock.nowMs += 400 * DAY_MS;
    await forgetBankUseJob(domain).run(new AbortController().signal);
    expect(await store.db.selectFrom("bank_hits").selectAll().execute()).toEqual([]);
    await expect(bankStats(domain, "none", {})).rejects.toMatchObject({ code: "EH_BANK_NOT_FOUND" });
  });
});

test("the thread ends with an error that can be told, never the process", async () => {
  async function* nothing() {}
  await expect(workOutHygiene(nothing())).rejects.toThrow("no report");
  async function* wrong() {
    yield { kind: "entries", bank: "none", live: true, entries: [] } as const;
  }
  await expect(workOutHygiene(wrong())).rejects.toMatchObject({ code: "EH_BANK_STATS_ABORTED" });
  async function* slow() {
    await new Promise((resolve) => setTimeout(resolve, 50));
    yield { kind: "begin", bank: "a", banks: [], nowMs: 0 } as const;
    await new Promise((resolve) => setTimeout(resolve, 50));
    yield { kind: "begin", bank: "a", banks: [], nowMs: 0 } as const;
  }
  await expect(workOutHygiene(slow(), { timeMs: 1, memoryMb: 256 })).rejects.toMatchObject({
    code: "EH_BANK_STATS_ABORTED",
  });
});
