/** The steps of folding, by name, and their effect on one cluster. */
import { classOf, DIACRITIC, IGNORABLE } from "./characters.js";
import { skeleton } from "./confusables/confusables.js";
import { replaceLetterForms } from "./confusables/letter-forms.js";

/**
 * The steps in the order in which they apply. A bank may choose among them; evidence names those that a hit needed.
 * - `ignorables`: drop default-ignorable, zero-width, format and control characters
 * - `confusables`: what looks alike is the same (UTS #39 skeletons; small capitals, turned letters, letters on shapes)
 * - `compatibility`: NFKC (full-width, ligatures, mathematical letters…)
 * - `case`: full case folding, locale-independent: ß and ẞ are ss, İ and ı are i, ς is σ
 * - `marks`: strip the diacritics of Latin, Greek and Cyrillic; vowel signs of other scripts stay
 * - `spaces`: a run of white space of any kind is one space
 * - `separators`: what stands between single letters is dropped: s p a m, s.p.a.m (see `fold-separators.ts`)
 * - `leet`: digits and signs inside words are letters: sp4m, $pam (see `fold-leet.ts`)
 * - `repeats`: a letter repeated is written once, and its number kept: spaaaam (see `fold-repeats.ts`)
 */
export const FOLD_STEPS = [
  "ignorables",
  "confusables",
  "compatibility",
  "case",
  "marks",
  "spaces",
  "separators",
  "leet",
  "repeats",
] as const;

export type FoldStep = (typeof FOLD_STEPS)[number];

/** The steps of plain folding: what readers take for the same text. The others guess, and belong to banks that ask for them. */
export const PLAIN_STEPS: readonly FoldStep[] = ["ignorables", "compatibility", "case", "marks", "spaces"];

/** A step's effect on a cluster. */
type ClusterStep = (cluster: string) => string;

function dropIf(bit: number): ClusterStep {
  return (cluster) => {
    let kept = "";
    for (const character of cluster) {
      if ((classOf(character.codePointAt(0)!) & bit) === 0) kept += character;
    }
    return kept;
  };
}

const dropIgnorables = dropIf(IGNORABLE);
const dropDiacritics = dropIf(DIACRITIC);

/**
 * Full case folding out of the engine's own case mappings: upper-casing expands (ß → SS, ﬁ → FI), lower-casing makes it
 * one form. The first lower-casing is for ẞ, whose upper case is itself. One character at a time, because the
 * lower case of Σ depends on its neighbours.
 */
function foldCase(cluster: string): string {
  let folded = "";
  for (const character of cluster) {
    folded += character.toLowerCase().toUpperCase().toLowerCase();
  }
  return folded.replaceAll("ς", "σ");
}

const compatible: ClusterStep = (cluster) => cluster.normalize("NFKC");
const stripMarks: ClusterStep = (cluster) => dropDiacritics(cluster.normalize("NFD")).normalize("NFC");
// Runs that go over several clusters are made one by the folder.
const oneSpace: ClusterStep = (cluster) => cluster.replaceAll(/[\p{White_Space}\u2800]+/gu, " ");

/** The plain steps that fold a cluster, in order. Blanks come last, because NFKC makes new ones. */
function plainPipeline(has: (step: FoldStep) => boolean): ClusterStep[] {
  const pipeline: ClusterStep[] = [];
  if (has("ignorables")) pipeline.push(dropIgnorables);
  if (has("compatibility")) pipeline.push(compatible);
  if (has("case")) pipeline.push(foldCase);
  if (has("marks")) pipeline.push(stripMarks);
  // Case folding undoes composition in places (ǰ becomes j and a mark), and a small letter may have a compatible form of its own:
  // NFKC once more.
  if (has("compatibility") && has("case")) pipeline.push(compatible);
  if (has("spaces")) pipeline.push(oneSpace);
  return pipeline;
}

/** Rounds of the pipeline with confusables; a test shows that every character is settled by then. */
const MAX_ROUNDS = 6;

/**
 * With confusables, case folding stands between two skeletons. Before it (and before NFKC, for which ϲ is a
 * sigma and no c), because what capitals look like is lost with their case
 * (Н is H, but н is not h); after it, because the letters that it makes have skeletons of their own (M, m, rn). A capital I is
 * an l to the table and an i to case folding, so i and l are one letter where both steps are on.
 */
function confusablePipeline(has: (step: FoldStep) => boolean): ClusterStep[] {
  const lookAlike: ClusterStep = (cluster) => skeleton(replaceLetterForms(skeleton(cluster)));
  const round: ClusterStep[] = [];
  if (has("ignorables")) round.push(dropIgnorables);
  round.push(lookAlike);
  if (has("compatibility")) round.push(compatible);
  if (has("case")) round.push(foldCase);
  if (has("marks")) round.push(stripMarks);
  round.push(lookAlike);
  if (has("case")) round.push((cluster) => cluster.replaceAll("i", "l"));
  const toFixedPoint: ClusterStep = (cluster) => {
    let current = cluster;
    for (let count = 0; count < MAX_ROUNDS; count++) {
      const next = round.reduce((folded, step) => step(folded), current).normalize("NFC");
      if (next === current) break;
      current = next;
    }
    return current;
  };
  return has("spaces") ? [toFixedPoint, oneSpace] : [toFixedPoint];
}

/** How many clusters of several code units are remembered, and up to which length. */
const MAX_REMEMBERED = 4096;
const MAX_REMEMBERED_LENGTH = 8;

/** Folds single clusters, remembering those of one UTF-16 code unit and the last short ones. */
export interface ClusterFolder {
  /** Folds a cluster of one code unit. */
  unit(unit: number): string;
  /** Folds the cluster `[start, end)` of a text. */
  text(text: string, start: number, end: number): string;
}

/** @param steps in the order of `FOLD_STEPS` */
export function createClusterFolder(steps: readonly FoldStep[]): ClusterFolder {
  const has = (step: FoldStep): boolean => steps.includes(step);
  const pipeline = has("confusables") ? confusablePipeline(has) : plainPipeline(has);
  const fold = (cluster: string): string => {
    let folded = cluster;
    for (const step of pipeline) folded = step(folded);
    return folded;
  };
  const units = new Map<number, string>();
  const clusters = new Map<string, string>();
  return {
    unit(unit) {
      let folded = units.get(unit);
      if (folded === undefined) {
        folded = fold(String.fromCharCode(unit));
        units.set(unit, folded);
      }
      return folded;
    },
    text(text, start, end) {
      const cluster = text.slice(start, end);
      if (end - start > MAX_REMEMBERED_LENGTH) return fold(cluster);
      let folded = clusters.get(cluster);
      if (folded === undefined) {
        folded = fold(cluster);
        if (clusters.size >= MAX_REMEMBERED) clusters.clear();
        clusters.set(cluster, folded);
      }
      return folded;
    },
  };
}
