/** What entries of every bank format have in common. */
import { createFolder, createTermIndex, type FoldStep, foldText, MatchingError } from "@evenhand/matching";
import type { Origin, TermEntry } from "../model.js";
import type { ProblemSink } from "./problem-sink.js";
import { quote } from "./values.js";

/** Longest term, in UTF-16 units. */
const MAX_TERM = 300;
export const MAX_ENTRIES = 500_000;

/** How grave an entry is, from the text of a cell or of an annotation. */
export function parseSeverity(text: string, origin: Origin, sink: ProblemSink): number | undefined {
  if (/^[1-5]$/.test(text)) return Number(text);
  return sink.error(
    "EH_POLICY_BANK",
    origin,
    `severity must be a whole number from 1 to 5; here it is ${quote(text)}.`,
  );
}

const CATEGORY = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,63}$/u;

export function parseCategory(text: string, origin: Origin, sink: ProblemSink): string | undefined {
  if (CATEGORY.test(text)) return text;
  return sink.error(
    "EH_POLICY_BANK",
    origin,
    `category must be one word of letters, digits, - and _; here it is ${quote(text)}.`,
  );
}

/** A term that is not empty and not too long. */
export function parseTerm(text: string, origin: Origin, sink: ProblemSink): string | undefined {
  const term = text.trim();
  if (term === "") return sink.error("EH_POLICY_BANK", origin, "The term is empty. Write it, or take the entry out.");
  if (foldText(term).folded.trim() === "") {
    const advice = "Texts are compared without marks and invisible characters. Take the entry out.";
    return sink.error("EH_POLICY_BANK", origin, `Nothing is left of ${quote(term)} once it is folded. ${advice}`);
  }
  if (term.length <= MAX_TERM) return term;
  return sink.error(
    "EH_POLICY_BANK",
    origin,
    `The term has more than ${MAX_TERM} characters. Put longer texts into a bank of samples.`,
  );
}

/** A regular expression that can be searched for in linear time, led to by a word that it must have. */
export function parseRegex(text: string, origin: Origin, sink: ProblemSink): string | undefined {
  try {
    createTermIndex([{ name: "bank", entries: [{ id: text, text, match: "regex" }] }]);
    return text;
  } catch (error) {
    if (!(error instanceof MatchingError)) throw error;
    return sink.error("EH_POLICY_BANK", origin, error.message);
  }
}

/** Refuses terms of which a bank's own folding leaves nothing. */
export function checkFold(
  entries: readonly TermEntry[],
  fold: readonly FoldStep[],
  origin: Origin,
  sink: ProblemSink,
): void {
  const folder = createFolder(fold);
  for (const { text, match } of entries) {
    if (match === "regex" || folder.term(text).folded.trim() !== "") continue;
    const message = `Nothing is left of ${quote(text)} once this bank's \`fold\` is applied. Take the entry out, or a step.`;
    sink.error("EH_POLICY_BANK", origin, message);
  }
}

/** One line per entry that decides its place: the same entries in any order give the same bank. */
export function sortEntries<T extends object>(entries: readonly T[]): readonly T[] {
  const keyed = entries.map((entry) => ({ entry, key: JSON.stringify(entry, Object.keys(entry).sort()) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ entry }) => entry);
}
