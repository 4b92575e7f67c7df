import { foldText } from "@evenhand/matching";
import { shorten } from "../text/shorten.js";
import type { Bank, TermEntry } from "../model.js";
import type { LintContext } from "./lint-context.js";

/** Entries that are named in one message. */
const SHOWN = 5;

/** Entries of a bank that say the same as others of it. */
export function lintDuplicates({ policy, report }: LintContext): void {
  for (const bank of policy.banks) {
    const repeated = bank.kind === "terms" ? repeatedTerms(bank.entries) : repeatedKeys(keysOf(bank));
    if (repeated.length > 0) {
      const message = `The bank "${bank.name}" has entries that say the same: ${enumerate(repeated)}. Keep one of each.`;
      report("EH_LINT_BANK_DUPLICATE", "warning", bank.origin, message);
    }
    const cancelled = bank.kind === "terms" ? allowedAway(bank.entries) : [];
    if (cancelled.length > 0) {
      const message = `The bank "${bank.name}" allows what it lists, so these never hit: ${enumerate(cancelled)}. Take one side out.`;
      report("EH_LINT_TERM_ALLOWED_AWAY", "warning", bank.origin, message);
    }
  }
}

function enumerate(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map((name) => JSON.stringify(shorten(name, 40)));
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${rest} more` : shown.join(", ");
}

/** Entries by what they match; a part of words finds the whole word too. */
function repeatedTerms(entries: readonly TermEntry[]): readonly string[] {
  const parts = new Set(entries.filter((entry) => entry.match === "substring").map(keyOf));
  const seen = new Set<string>();
  return entries.flatMap((entry) => {
    const key = keyOf(entry);
    const again = seen.has(`${entry.match} ${key}`) || (entry.match === "word" && parts.has(key));
    seen.add(`${entry.match} ${key}`);
    return again ? [entry.text] : [];
  });
}

function keyOf({ text, allow }: TermEntry): string {
  return `${allow ? "!" : "="}${foldText(text).folded.trim()}`;
}

/** Terms for which the bank has an allow-list entry of the same text that holds wherever they do. */
function allowedAway(entries: readonly TermEntry[]): readonly string[] {
  const allowed = new Map<string, Set<TermEntry["match"]>>();
  for (const entry of entries) {
    if (!entry.allow) continue;
    const folded = keyOf(entry).slice(1);
    allowed.set(folded, (allowed.get(folded) ?? new Set()).add(entry.match));
  }
  return entries.flatMap((entry) => {
    const by = entry.allow ? undefined : allowed.get(keyOf(entry).slice(1));
    return by !== undefined && (by.has("substring") || by.has(entry.match)) ? [entry.text] : [];
  });
}

/** What each entry is compared by, and what it is called. */
function keysOf(bank: Exclude<Bank, { kind: "terms" }>): readonly (readonly [key: string, name: string])[] {
  if (bank.kind === "domains") {
    return bank.entries.map(({ domain, path = "" }) => [`${domain}${path.replace(/\/+$/, "")}`, `${domain}${path}`]);
  }
  if (bank.kind === "samples") return bank.entries.map(({ id, text }) => [foldText(text).folded.trim(), id]);
  return bank.entries.flatMap(({ id, pdq, sha256 }) =>
    [pdq === undefined ? [] : [`pdq ${pdq}`], sha256 === undefined ? [] : [`sha256 ${sha256}`]]
      .flat()
      .map((key) => [key, id] as const),
  );
}

function repeatedKeys(keys: readonly (readonly [string, string])[]): readonly string[] {
  const seen = new Set<string>();
  return keys.flatMap(([key, name]) => {
    if (seen.has(key)) return [name];
    seen.add(key);
    return [];
  });
}
