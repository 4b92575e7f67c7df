/** The steps of folding, by name, and their effect on one cluster. */
import { classOf, DIACRITIC, IGNORABLE } from "./characters.js";

/**
 * The steps in the order in which they apply. A bank may choose among them; evidence names those that were on.
 * - `ignorables`: drop default-ignorable, zero-width, format and control characters
 * - `compatibility`: NFKC (full-width, ligatures, mathematical letters…)
 * - `case`: full case folding, locale-independent: ß and ẞ are ss, İ and ı are i, ς is σ
 * - `marks`: strip the diacritics of Latin, Greek and Cyrillic; vowel signs of other scripts stay
 * - `spaces`: a run of white space of any kind is one space
 */
export const FOLD_STEPS = ["ignorables", "compatibility", "case", "marks", "spaces"] as const;

export type FoldStep = (typeof FOLD_STEPS)[number];

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

const clusterSteps: Record<FoldStep, ClusterStep> = {
  ignorables: dropIgnorables,
  compatibility: (cluster) => cluster.normalize("NFKC"),
  case: foldCase,
  marks: (cluster) => dropDiacritics(cluster.normalize("NFD")).normalize("NFC"),
  // Runs that go over several clusters are made one by the folder.
  spaces: (cluster) => cluster.replaceAll(/[\p{White_Space}\u2800]+/gu, " "),
};

/** Folds single clusters, remembering those of one UTF-16 code unit. */
export interface ClusterFolder {
  /** Folds a cluster of one code unit. */
  unit(unit: number): string;
  /** Folds the cluster `[start, end)` of a text. */
  text(text: string, start: number, end: number): string;
}

/** @param steps in the order of `FOLD_STEPS` */
export function createClusterFolder(steps: readonly FoldStep[]): ClusterFolder {
  // Case folding undoes composition in places (ǰ becomes j and a mark), and a small letter may have a compatible form of its own:
  // NFKC once more. Blanks come last, because NFKC makes new ones.
  const pipeline = steps.filter((step) => step !== "spaces").map((step) => clusterSteps[step]);
  if (steps.includes("compatibility") && steps.includes("case")) pipeline.push(clusterSteps.compatibility);
  if (steps.includes("spaces")) pipeline.push(clusterSteps.spaces);
  const fold = (cluster: string): string => {
    let folded = cluster;
    for (const step of pipeline) folded = step(folded);
    return folded;
  };
  const units = new Array<string | undefined>(0x10000);
  return {
    unit(unit) {
      return (units[unit] ??= fold(String.fromCharCode(unit)));
    },
    text(text, start, end) {
      return fold(text.slice(start, end));
    },
  };
}
