/**
 * Evasion: how many of its hits a bank keeps when words are respelt, and what each step of folding is worth.
 *
 * The bank comes from the plain comments alone. Three kinds of respelling: Wikipedia's "fuzzed" comments, HateCheck's spelling cases,
 * and disguises of our own making (seeded; those include ones that no folding undoes).
 */
import {
  createTermIndex,
  FOLD_STEPS,
  type FoldStep,
  foldText,
  PLAIN_STEPS,
  TERM_VARIANTS,
  type TermVariant,
  termVariants,
} from "@evenhand/matching";
import { createRandom } from "../generate/random.js";
import { percent, table } from "../report/table.js";
import {
  type Comment,
  deriveBank,
  missingEvasionFiles,
  readComments,
  readRespellings,
  wordsOf,
} from "./evasion-data.js";
import { DISGUISES } from "./evasion-disguises.js";

type Print = (line: string) => void;

const SEED = 20_260_101;

/** Prints the tables. Says so where the data is absent. */
export async function runEvasion(print: Print): Promise<void> {
  const missing = missingEvasionFiles();
  if (missing.length > 0) {
    print(`  SKIPPED: ${missing.join(", ")} absent from the shared data`);
    return;
  }
  const plain = readComments("wikipedia-toxicity.csv");
  const fuzzed = readComments("wikipedia-toxicity-fuzzed.csv");
  const bank = deriveBank(plain);
  print(`  A bank of ${bank.length} words, derived from ${plain.length.toLocaleString("en")} plain comments`);
  reportFuzzed(plain, fuzzed, bank, print);
  reportHateCheck(print);
  reportDisguises(plain, bank, print);
  reportPrecision(plain, bank, print);
}

interface Choice {
  readonly name: string;
  readonly steps: readonly FoldStep[];
  readonly variants?: readonly TermVariant[];
}

/** Everything, all steps, all but one, and the plain ones. */
const CHOICES: readonly Choice[] = [
  { name: "with variants", steps: FOLD_STEPS, variants: TERM_VARIANTS },
  { name: "all steps", steps: FOLD_STEPS },
  ...FOLD_STEPS.map((off) => ({ name: `−${off}`, steps: FOLD_STEPS.filter((step) => step !== off) })),
  { name: "plain", steps: PLAIN_STEPS },
];

/**
 * The terms of a bank that are in a text: by the plain ones of some steps, or by all of them (a second view, which only adds).
 */
function finder(terms: readonly string[], { steps, variants = [] }: Choice): (text: string) => ReadonlySet<string> {
  const entries = terms.flatMap((term) =>
    [term, ...termVariants(term, variants)].map((text) => ({ id: term, text, match: "word" as const })),
  );
  const index = createTermIndex([
    { name: "plain", entries, fold: steps.filter((step) => PLAIN_STEPS.includes(step)) },
    { name: "all", entries, fold: steps },
  ]);
  return (text) => {
    const hits = index.scan(text);
    return new Set(hits.banks.flatMap((bank) => hits.hits(bank).map((hit) => hit.entry.id)));
  };
}

function detector(terms: readonly string[], choice: Choice): (text: string) => boolean {
  const find = finder(terms, choice);
  return (text) => find(text).size > 0;
}

function reportFuzzed(
  plain: readonly Comment[],
  fuzzed: readonly Comment[],
  bank: readonly string[],
  print: Print,
): void {
  let changed = 0;
  let respelt = 0;
  let swapped = 0;
  const replacements = new Map<string, number>();
  for (const [index, comment] of plain.entries()) {
    const other = fuzzed[index]!;
    if (comment.text === other.text) continue;
    changed += 1;
    const before = wordsOf(comment.text);
    const after = wordsOf(other.text);
    if (before.length !== after.length) continue;
    for (const [at, word] of before.entries()) {
      if (word === after[at]) continue;
      const isDisguise = Math.abs(word.length - after[at]!.length) <= 2 && editDistance(word, after[at]!) <= 2;
      if (isDisguise) respelt += 1;
      else {
        swapped += 1;
        replacements.set(`${word} → ${after[at]}`, (replacements.get(`${word} → ${after[at]}`) ?? 0) + 1);
      }
    }
  }
  const most = [...replacements].sort((a, b) => b[1] - a[1]).slice(0, 4);
  print(
    `\n  Wikipedia's fuzzed comments: ${changed} differ. ${swapped} words are other words (${most.map(([pair, count]) => `${pair} ${count}×`).join(", ")}), ${respelt} are within two edits.`,
  );
  print("  They swap names of groups, to measure bias; they are no respellings, and no folding can undo them.");
  const rows = CHOICES.map((choice) => {
    const has = detector(bank, choice);
    const hits = plain.map((comment) => has(comment.text));
    const before = hits.filter(Boolean).length;
    const kept = fuzzed.filter((comment, index) => hits[index] === true && has(comment.text)).length;
    return [choice.name, String(before), String(kept), percent(1 - kept / before)];
  });
  print(table([["Wikipedia, fuzzed", "comments hit, plain", "of them, fuzzed", "lost"], ...rows]));
}

/** Words of at most two edits apart count as respelt. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[other.length]!;
}

/** The bank is the words that the respellings hide; each pair is asked for its own. */
function reportHateCheck(print: Print): void {
  const pairs = readRespellings().flatMap(({ functionality, plain, respelt }) => {
    const visible = new Set(wordsOf(respelt));
    const hidden = wordsOf(plain).filter((word) => word.length > 2 && !visible.has(word));
    return hidden.length === 0 ? [] : [{ functionality, respelt, hidden }];
  });
  const names = [...new Set(pairs.map(({ functionality }) => functionality))].sort();
  const bank = [...new Set(pairs.flatMap(({ hidden }) => hidden))];
  const rows = CHOICES.map((choice) => {
    const find = finder(bank, choice);
    return [
      choice.name,
      ...names.map((functionality) => {
        const group = pairs.filter((pair) => pair.functionality === functionality);
        const missed = group.filter(({ respelt, hidden }) => {
          const found = find(respelt);
          return !hidden.some((word) => found.has(word));
        });
        return percent(missed.length / group.length);
      }),
    ];
  });
  print("\n  HateCheck's spelling cases: the share in which the hidden words of the plain case are not found");
  print(table([["lost", ...names.map((name) => name.replace(/^spell_(.*)_h$/, "$1"))], ...rows]));
}

/** Every word of the bank respelt, one way after the other, in the plain comments in which all of them change. */
function reportDisguises(plain: readonly Comment[], bank: readonly string[], print: Print): void {
  const words = new Set(bank);
  const detectors = CHOICES.map((choice) => detector(bank, choice));
  const hit = plain.filter((comment) => wordsOf(comment.text).some((word) => words.has(word)));
  const rows = Object.entries(DISGUISES).map(([name, disguise]) => {
    const random = createRandom(SEED);
    const respelt = hit.flatMap((comment) => {
      let changes = true;
      const text = comment.text.replaceAll(/\p{L}[\p{L}\p{M}]*/gu, (word) => {
        const folded = foldText(word).folded;
        if (!words.has(folded)) return word;
        const disguised = disguise(folded, random);
        changes &&= disguised !== folded;
        return disguised;
      });
      return changes ? [text] : [];
    });
    const shares = detectors.map((sees) => respelt.filter((text) => !sees(text)).length / respelt.length);
    return { name, total: respelt.length, shares };
  });
  print("\n  Disguises of our own, of every bank word of a comment: the share of comments lost");
  print("  (What is invisible is dropped by ignorables and by confusables; so neither is missed alone.)");
  print(
    table([
      ["lost", "comments", ...CHOICES.map(({ name }) => name)],
      ...rows.map(({ name, total, shares }) => [name, String(total), ...shares.map(percent)]),
      [
        "mean",
        "",
        ...CHOICES.map((_, at) => percent(rows.reduce((sum, { shares }) => sum + shares[at]!, 0) / rows.length)),
      ],
    ]),
  );
}

/** What the steps find besides, in comments that nobody disguised. */
function reportPrecision(plain: readonly Comment[], bank: readonly string[], print: Print): void {
  const toxic = plain.filter((comment) => comment.toxic);
  const others = plain.filter((comment) => !comment.toxic);
  const rows = CHOICES.map((choice) => {
    const has = detector(bank, choice);
    const hits = [toxic, others].map((comments) => comments.filter((comment) => has(comment.text)).length);
    return [
      choice.name,
      String(hits[0]),
      percent(hits[0]! / toxic.length),
      String(hits[1]),
      percent(hits[1]! / others.length),
    ];
  });
  print("\n  Plain comments that are hit");
  print(table([["", "toxic", "", "not toxic", ""], ...rows]));
}
