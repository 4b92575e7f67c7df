import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWordEdge } from "./boundaries.js";
import { classOf, WORD } from "./characters.js";
import { createFolder, type FoldedText, type Folder } from "./fold.js";
import { FOLD_STEPS, type FoldStep, PLAIN_STEPS } from "./fold-steps.js";
import { createLiveTermIndex } from "./live-term-index.js";
import { RegexMachine } from "./regex-machine.js";
import { compileProgram } from "./regex-program.js";
import { parseRegex } from "./regex-syntax.js";
import { createTermIndex, type NearTerms, type TermBank, type TermEntry, type TermHits } from "./term-bank.js";

/** What stands where, one entry at a time and without any index. */
interface Place {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

function placesOfTerm(
  folder: Folder,
  text: FoldedText,
  id: string,
  term: string,
  match: "word" | "substring",
): Place[] {
  const folded = folder.term(term);
  const places: Place[] = [];
  for (
    let start = text.folded.indexOf(folded.folded);
    start >= 0;
    start = text.folded.indexOf(folded.folded, start + 1)
  ) {
    if (text.holds(folded, start, match)) places.push({ id, start, end: start + folded.folded.length });
  }
  return places;
}

function placesOfRegex(folder: Folder, text: FoldedText, { id, text: source }: TermEntry): Place[] {
  const reading = { fold: (part: string) => folder.fold(part).folded, caseFolded: folder.steps.includes("case") };
  const places: Place[] = [];
  new RegexMachine(compileProgram(parseRegex(source, reading))!).findAll(
    text.folded,
    [0, text.folded.length],
    { left: 1e9 },
    (start, end) => places.push({ id, start, end }),
  );
  return places;
}

/** Words between two places, counted one by one. */
function wordsIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) {
    const isTrail = at > 0 && text.codePointAt(at - 1)! > 0xffff;
    if (!isTrail && (classOf(text.codePointAt(at)!) & WORD) !== 0 && isWordEdge(text, at)) count += 1;
  }
  return count;
}

function isNear(folder: Folder, text: FoldedText, { start, end }: Place, { terms, within }: NearTerms): boolean {
  return terms
    .flatMap((term) => placesOfTerm(folder, text, "", term, "word"))
    .some((other) => {
      if (other.start < end && other.end > start) return true;
      const between =
        other.start >= end ? wordsIn(text.folded, end, other.start) : wordsIn(text.folded, other.end, start);
      return between < within;
    });
}

/** A bank whose fold guesses is compared plainly too. */
function naiveHits(bank: TermBank, original: string): string[] {
  const { fold = PLAIN_STEPS } = bank;
  const plain = fold.filter((step) => PLAIN_STEPS.includes(step));
  if (plain.length === fold.length) return hitsInOneFold(bank, original);
  return [...new Set([bank, { ...bank, fold: plain }].flatMap((one) => hitsInOneFold(one, original)))].sort();
}

function hitsInOneFold({ fold, entries }: TermBank, original: string): string[] {
  const folder = createFolder(fold);
  const text = folder.fold(original);
  const places = (entry: TermEntry): Place[] =>
    (entry.match === "regex"
      ? placesOfRegex(folder, text, entry)
      : placesOfTerm(folder, text, entry.id, entry.text, entry.match)
    ).filter(
      (place) =>
        (entry.near === undefined || isNear(folder, text, place, entry.near)) &&
        (entry.notNear === undefined || !isNear(folder, text, place, entry.notNear)),
    );
  const allowed = entries.filter((entry) => entry.allow === true).flatMap(places);
  return entries
    .filter((entry) => entry.allow !== true)
    .flatMap(places)
    .filter((hit) => !allowed.some((allow) => allow.start <= hit.start && hit.end <= allow.end))
    .map((hit) => {
      const span = text.span(hit.start, hit.end);
      return `${span.start}-${span.end} ${hit.id}`;
    })
    .sort();
}

function indexHits(hits: TermHits, bank: string): string[] {
  return hits
    .hits(bank)
    .map((hit) => `${hit.start}-${hit.end} ${hit.entry.id}`)
    .sort();
}

const word = fc.constantFrom("free", "money", "Mónëy", "now", "fr", "ee", "船", "便宜", "x", "ﬀ");
const joint = fc.constantFrom(" ", " ", "-", "", "  ", ". ", "\u200b");
const textOf = (maxLength: number) =>
  fc.array(fc.tuple(word, joint), { minLength: 1, maxLength }).map((parts) => parts.flat().join(""));
const regex = fc.constantFrom(
  "free[ -]?mon",
  "\\bfree\\b.{0,3}now",
  "(?:money|now) \\w+",
  "便宜?船",
  "FREE|Mónëy\\b",
  "fr.*now",
  "ﬀ x|xfr{1,2}",
);
const near = fc.option(fc.record({ terms: fc.array(word, { minLength: 1, maxLength: 2 }), within: fc.nat(3) }), {
  nil: undefined,
});
const entry = fc
  .record({
    source: fc.oneof(
      { weight: 3, arbitrary: textOf(2).map((text) => ({ text, regex: false })) },
      { weight: 1, arbitrary: regex.map((text) => ({ text, regex: true })) },
    ),
    match: fc.constantFrom("word" as const, "substring" as const),
    allow: fc.boolean(),
    near,
    notNear: near,
    plain: fc.boolean(),
  })
  .map(({ source, match, allow, near: close, notNear, plain }): Omit<TermEntry, "id"> => ({
    text: source.text,
    match: source.regex ? "regex" : match,
    allow,
    ...(close === undefined || plain ? {} : { near: close }),
    ...(notNear === undefined || plain ? {} : { notNear }),
  }));
const folds = fc.option(fc.subarray([...FOLD_STEPS] as FoldStep[]), { nil: undefined });
const bank = fc.tuple(folds, fc.array(entry, { maxLength: 6 }));

function banksOf(drafts: readonly (readonly [FoldStep[] | undefined, readonly Omit<TermEntry, "id">[]])[]): TermBank[] {
  return drafts.map(([fold, entries], number) => ({
    name: `bank ${number}`,
    ...(fold === undefined ? {} : { fold }),
    entries: entries
      .map((one, place) => ({ ...one, id: `e${place}` }))
      .filter((one) =>
        [one.text, ...(one.near?.terms ?? []), ...(one.notNear?.terms ?? [])].every(
          (term) => createFolder(fold).term(term).folded !== "",
        ),
      ),
  }));
}

describe("an index of term banks", () => {
  it("finds what each entry alone finds, in every fold", () => {
    let hitCount = 0;
    fc.assert(
      fc.property(
        fc.array(bank, { minLength: 1, maxLength: 3 }),
        fc.array(textOf(12), { minLength: 1, maxLength: 3 }),
        (drafts, texts) => {
          const banks = banksOf(drafts);
          const index = createTermIndex(banks);
          for (const text of texts) {
            const hits = index.scan(text);
            for (const one of banks) {
              const expected = naiveHits(one, text);
              expect(indexHits(hits, one.name)).toEqual(expected);
              expect(hits.any(one.name)).toBe(expected.length > 0);
              hitCount += expected.length;
            }
          }
        },
      ),
      { numRuns: 2000 },
    );
    expect(hitCount).toBeGreaterThan(1000);
  });

  it("made of the tables of another finds the same", () => {
    fc.assert(
      fc.property(fc.array(bank, { minLength: 1, maxLength: 3 }), textOf(12), (drafts, text) => {
        const banks = banksOf(drafts);
        const built = createTermIndex(banks);
        const taken = createTermIndex(banks, { tables: built.tables });
        for (const { name } of banks)
          expect(indexHits(taken.scan(text), name)).toEqual(indexHits(built.scan(text), name));
      }),
      { numRuns: 200 },
    );
  });

  it("that changes finds what one made anew finds", () => {
    const change = fc.record({
      bank: fc.nat(1),
      add: fc.array(fc.tuple(fc.nat(9), entry), { maxLength: 3 }),
      remove: fc.array(fc.nat(9), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(
        bank,
        bank,
        fc.array(fc.array(change, { minLength: 1, maxLength: 2 }), { maxLength: 4 }),
        textOf(12),
        fc.constantFrom(0.1, Infinity),
        (one, two, turns, text, mergeAt) => {
          const banks = banksOf([one, two]);
          const model = banks.map(({ entries }) => [...entries]);
          let index = createLiveTermIndex(banks, { mergeAt });
          for (const changes of turns) {
            const usable = changes.map(({ bank: number, add, remove }) => ({
              bank: `bank ${number}`,
              add: add
                .map(([id, draft]) => ({ ...draft, id: `e${id}` }))
                .filter(
                  (draft) => banksOf([[banks[number]!.fold as FoldStep[] | undefined, [draft]]])[0]!.entries.length > 0,
                ),
              remove: remove.map((id) => `e${id}`),
            }));
            const before = index;
            const beforeHits = banks.map(({ name }) => indexHits(before.scan(text), name));
            index = index.with(usable);
            for (const [turn, { add, remove }] of usable.entries()) {
              const number = changes[turn]!.bank;
              const latest = new Map(add.map((draft) => [draft.id, draft]));
              model[number] = [
                ...model[number]!.filter(({ id }) => !remove.includes(id) && !latest.has(id)),
                ...latest.values(),
              ];
            }
            const fresh = createTermIndex(banks.map((old, number) => ({ ...old, entries: model[number]! })));
            for (const [number, { name }] of banks.entries()) {
              expect(index.scan(text).hits(name)).toEqual(fresh.scan(text).hits(name));
              expect(index.banksNow()[number]!.entries).toEqual(model[number]);
              // The state before is as it was.
              expect(indexHits(before.scan(text), name)).toEqual(beforeHits[number]);
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
