import { createTermIndex, type TermBank } from "@evenhand/matching";
import type { Bank } from "../model.js";
import type { LintContext } from "./lint-context.js";

/** Share of the sample's texts from which on a term is too common to say anything. */
const MAX_SHARE = 0.05;
/** Texts that a sample needs: of fewer, one in twenty is less than one. */
const MIN_TEXTS = 20;

/** Terms that occur in more than one in twenty ordinary texts. Allow-list entries have had their say. */
export function lintCommonTerms({ policy, report }: LintContext, sample: readonly string[]): void {
  if (sample.length < MIN_TEXTS) return;
  const banks = policy.banks.filter((bank) => bank.kind === "terms");
  const index = createTermIndex(banks.map(toTermBank));
  const counts = new Map<string, number[]>(
    banks.map((bank) => [bank.name, new Array<number>(bank.entries.length).fill(0)]),
  );
  for (const text of sample) {
    const hits = index.scan(text);
    for (const bank of hits.banks) {
      const entries = new Set(hits.hits(bank).map((hit) => Number(hit.entry.id)));
      for (const entry of entries) counts.get(bank)![entry]! += 1;
    }
  }
  for (const bank of banks) {
    for (const [at, count] of (counts.get(bank.name) as number[]).entries()) {
      const share = count / sample.length;
      if (share <= MAX_SHARE) continue;
      const term = JSON.stringify(bank.entries[at]!.text);
      const message = `The term ${term} of the bank "${bank.name}" occurs in ${Math.round(share * 100)} % of the sample (${count} of ${sample.length} texts).`;
      const advice = "Make it longer, a whole word instead of a part, or take it out.";
      report("EH_LINT_TERM_TOO_COMMON", "warning", bank.origin, `${message} ${advice}`);
    }
  }
}

/** Entries are known by their place, because two may have the same text. */
function toTermBank({ name, entries }: Extract<Bank, { kind: "terms" }>): TermBank {
  return { name, entries: entries.map(({ text, match, allow }, at) => ({ id: String(at), text, match, allow })) };
}
