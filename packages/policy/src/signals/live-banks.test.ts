import { createTermIndex, shareTables, type TermBank } from "@evenhand/matching";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Bank } from "../model.js";
import { createBankSignals } from "./bank-signals.js";
import type { MergeLimits } from "./changing-terms.js";
import { type ChangingBanks, compileProblem, createLiveBanks, type StoredEntry } from "./live-banks.js";

const ORIGIN = { file: "banks/b.yaml", line: 1, column: 1 };
const base = { name: "b", doc: undefined, origin: ORIGIN, live: true } as const;
const none = { category: undefined, severity: undefined };
const HASH = "0".repeat(63);

/** Entries of each kind out of few words, so that they meet; the policy's own are the first two. */
const kinds = ["terms", "domains", "samples", "images"] as const;
function entryOf(kind: Bank["kind"], word: number, allow: boolean): Bank["entries"][number] {
  const id = `own${word}`;
  if (kind === "terms") return { text: `w${word}`, match: word % 2 === 0 ? "word" : "substring", allow, ...none };
  if (kind === "domains") return { domain: `w${word}.test`, path: word % 3 === 0 ? "/x" : undefined, allow, ...none };
  if (kind === "images") return { id, pdq: `${HASH}${word % 10}`, sha256: undefined, radius: word % 4 };
  return {
    id,
    text: `sample number ${word} of many words in a row that are the same`,
    lang: undefined,
    clause: undefined,
  };
}

const change = fc.record({
  add: fc.array(fc.record({ word: fc.nat(8), allow: fc.boolean(), ends: fc.option(fc.nat(20), { nil: undefined }) }), {
    maxLength: 4,
  }),
  remove: fc.array(fc.nat(20), { maxLength: 3 }),
  asOf: fc.nat(25),
});

describe("live banks", () => {
  it.each(kinds)("of %s find after any changes what the same entries compiled at once find", (kind) => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const own = [entryOf(kind, 0, false), entryOf(kind, 1, false)];
        const declared = { ...base, kind, entries: own } as Bank;
        const live = createLiveBanks([declared], new Map());
        const stored = new Map<string, StoredEntry>();
        let next = 0;
        for (const [revision, { add, remove, asOf }] of changes.entries()) {
          const removed = remove.map((n) => `id${n}`).filter((id) => stored.delete(id));
          const added = add.map(({ word, allow, ends }): StoredEntry => {
            const ending = ends === undefined || (allow && kind === "terms") ? {} : { expiresMs: ends };
            return { ...entryOf(kind, word, allow), id: `id${next++}`, ...ending };
          });
          for (const entry of added) stored.set(entry.id, entry);
          live.apply({ bank: "b", revision, added, removed });
          const now = [...stored.values()].filter(({ expiresMs }) => expiresMs === undefined || asOf < expiresMs);
          const plain = createBankSignals([{ ...declared, entries: [...own, ...now] } as Bank]);
          expect(live.size("b")).toBe(stored.size);
          expect(live.revisions).toEqual({ b: revision });
          const text = "w0 w1 xw3x w2w4 w5 w6 w7";
          const urls = [
            "http://w0.test/x",
            "http://a.w1.test",
            "http://w3.test/x/y",
            "http://w2.test",
            "http://w5.test",
          ];
          const media = [{ pdq: `${HASH}3` }];
          const sample = "sample number 4 of many words in a row that are the same";
          expect(sorted(live.signals.hits("b", text, asOf))).toEqual(sorted(plain.hits("b", text, asOf)));
          expect(live.signals.any("b", text, asOf)).toBe(plain.any("b", text, asOf));
          // Which of two equal entries is named depends on their order.
          const names = (links: readonly { entry: string }[]): string[] => links.map(({ entry }) => entry);
          expect(names(live.signals.links("b", urls, asOf))).toEqual(names(plain.links("b", urls, asOf)));
          expect(live.signals.similar("b", sample, asOf).similarity).toBe(plain.similar("b", sample, asOf).similarity);
          expect(live.signals.image("b", media, asOf).distance).toBe(plain.image("b", media, asOf).distance);
        }
      }),
      { numRuns: 100 },
    );
  });

  describe("of terms, compiled elsewhere", () => {
    const terms = { ...base, kind: "terms", fold: ["case", "leet"], variants: ["masks"] } as const;
    const declared = { ...terms, entries: [entryOf("terms", 0, false), entryOf("terms", 1, false)] } as Bank;
    const text = "w0 w1 xw3x w2w4 w5 w6 w7 0w8";
    const compile = (task: TermBank) => createTermIndex([structuredClone(task)]).tables.map(shareTables);

    // Ids are few, so that one is removed and added again while a task is under way.
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ kind: fc.constant("change"), ...changeOf() }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant("take" as const) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant("adopt" as const), which: fc.constantFrom(0, 0, 0, 1) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("switch" as const) }) },
    );
    function changeOf() {
      return {
        add: fc.array(fc.record({ id: fc.nat(3), word: fc.nat(8), allow: fc.boolean() }), { maxLength: 2 }),
        remove: fc.array(fc.nat(3), { maxLength: 2 }),
      };
    }

    it.each([
      ["are never compiled by themselves", { dueShare: 0, leastDue: 0, leastMerge: Infinity }],
      ["compile themselves meanwhile", { dueShare: 0, leastDue: 0, leastMerge: 4 }],
    ])("and %s: find what the same entries compiled at once find", (_how, limits: MergeLimits) => {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 20, size: "max" }), (steps) => {
          const stored = new Map<string, StoredEntry>();
          const fresh = () =>
            createLiveBanks([declared], new Map([["b", { revision: 1, entries: [...stored.values()] }]]), limits);
          let live: ChangingBanks = fresh();
          const tasks: TermBank[] = [];
          for (const [revision, one] of steps.entries()) {
            if (one.kind === "switch") live = fresh();
            else if (one.kind === "take") {
              const task = live.due();
              if (task !== undefined) tasks.push(task);
            } else if (one.kind === "adopt") {
              // Also those that are not wanted any more: of an older state, or of the banks before the switch.
              const task = tasks.at(-1 - one.which);
              if (task !== undefined) live.adopt(task, compile(task));
            } else {
              const { add, remove } = one as { add: { id: number; word: number; allow: boolean }[]; remove: number[] };
              const removed = remove.map((n) => `id${n}`).filter((id) => stored.delete(id));
              const added = add
                .filter(({ id }, i) => add.findIndex((other) => other.id === id) === i)
                .map(({ id, word, allow }): StoredEntry => ({ ...entryOf("terms", word, allow), id: `id${id}` }));
              for (const entry of added) {
                stored.delete(entry.id);
                stored.set(entry.id, entry);
              }
              live.apply({ bank: "b", revision, added, removed });
            }
            const plain = createBankSignals([
              { ...declared, entries: [...declared.entries, ...stored.values()] } as Bank,
            ]);
            expect(live.signals.hits("b", text, 0)).toEqual(plain.hits("b", text, 0));
            expect(live.signals.any("b", text, 0)).toBe(plain.any("b", text, 0));
          }
        }),
        { numRuns: 100 },
      );
    });

    it("are due once a tenth has changed, and what changed since counts towards the next time", () => {
      const entry = (n: number): StoredEntry => ({ ...entryOf("terms", n, false), id: `id${n}` });
      const entries = Array.from({ length: 40 }, (_, n) => entry(n));
      const live = createLiveBanks(
        [{ ...base, kind: "terms", fold: ["case", "leet"], entries: [] }],
        new Map([["b", { revision: 1, entries }]]),
        {
          dueShare: 0.1,
          leastDue: 2,
          leastMerge: 1_000,
        },
      );
      const add = (...numbers: number[]): void =>
        live.apply({ bank: "b", revision: numbers[0]!, added: numbers.map(entry), removed: [] });
      add(400, 401, 402, 403);
      expect(live.due()).toBeUndefined();
      add(404);
      const first = live.due()!;
      expect(first.entries).toHaveLength(45);
      add(405);
      const second = live.due()!;
      expect(live.adopt(first, compile(first))).toBe(false);
      add(406, 407, 408);
      expect(live.adopt(second, compile(second))).toBe(true);
      expect(live.adopt(second, compile(second))).toBe(false);
      expect(live.due()).toBeUndefined();
      add(409, 410);
      expect(live.due()?.entries).toHaveLength(51);
      expect(["w404", "w408", "w412"].map((word) => live.signals.any("b", word, 0))).toEqual([true, true, false]);
    });

    it("of other kinds are never due", () => {
      const live = createLiveBanks([{ ...base, kind: "images", entries: [] }], new Map());
      expect(live.due()).toBeUndefined();
      expect(live.adopt({ name: "b", entries: [] }, [])).toBe(false);
    });
  });

  it("keep an entry's end by the event's time, in whatever order events come", () => {
    for (const kind of kinds) {
      const entry = { ...entryOf(kind, 4, false), id: "x", expiresMs: 100 } as StoredEntry;
      const live = createLiveBanks(
        [{ ...base, kind, entries: [] }],
        new Map([["b", { revision: 1, entries: [entry] }]]),
      );
      const found = (asOf: number): boolean =>
        live.signals.hits("b", "w4", asOf).length > 0 ||
        live.signals.links("b", ["http://w4.test"], asOf).length > 0 ||
        live.signals.similar("b", "sample number 4 of many words in a row that are the same", asOf).similarity > 0 ||
        live.signals.image("b", [{ pdq: `${HASH}4` }], asOf).distance === 0;
      expect([99, 100, 99, 500, 0].map(found), kind).toEqual([true, false, true, false, true]);
    }
  });

  it("leave out what a policy's folding leaves nothing of", () => {
    const bank = { ...base, kind: "terms", fold: ["ignorables"], entries: [] } as Bank;
    const entry = { text: "\u200b", match: "word", allow: false, ...none } as const;
    expect(compileProblem(bank, [entry])).toContain("empty");
    const kept = { ...entry, text: "knot", id: "k" };
    const live = createLiveBanks([bank], new Map([["b", { revision: 1, entries: [{ ...entry, id: "e" }, kept] }]]));
    expect(live.signals.any("b", "a knot", 0)).toBe(true);
    live.apply({
      bank: "b",
      revision: 2,
      added: [
        { ...entry, id: "f" },
        { ...kept, text: "rope", id: "r" },
      ],
      removed: ["k"],
    });
    expect([live.signals.any("b", "a knot", 0), live.signals.any("b", "a rope", 0)]).toEqual([false, true]);
  });

  it("ignore changes of banks that the policy does not declare", () => {
    const live = createLiveBanks([], new Map());
    live.apply({ bank: "other", revision: 1, added: [], removed: [] });
    expect(live.revisions).toEqual({});
    expect(live.signals.any("other", "x", 0)).toBe(false);
  });
});

function sorted(hits: readonly { readonly start: number; readonly entry: string }[]): unknown[] {
  return hits.map(({ start, entry }) => `${start} ${entry}`).sort();
}
