import { type AddedBankEntries, EvenhandError } from "@evenhand/contract";
import type { Actor } from "../journal/append.js";
import type { Domain } from "../service/domain.js";
import { inTransaction } from "../service/service.js";
import { addEntries } from "./add-entries.js";
import { findLiveBank, type LiveBank } from "./find-bank.js";
import { readEntry } from "./ready-entry.js";

/** Entries that a bank takes through the service. */
export const MAX_ADDED = 1_000_000;
/** Terms of a bank with `variants`, each of which is looked for in dozens of ways; the policy's own count. */
const MAX_WITH_VARIANTS = 5_000;

/**
 * Adds entries as somebody sent them; each is answered on its own, and a bad one sinks no other.
 *
 * @throws EvenhandError EH_BANK_NOT_FOUND, EH_BANK_NOT_LIVE, EH_BANK_POLICY, EH_BANK_KIND, EH_BANK_FULL
 */
export async function addToBank(
  domain: Domain,
  { bank, values, actor }: { readonly bank: string; readonly values: readonly unknown[]; readonly actor: Actor },
): Promise<AddedBankEntries> {
  const live = findLiveBank(domain.policies, bank);
  refuseFull(domain, live, values.length);
  const read = values.map((value) => readEntry(live, value));
  const entries = read.flatMap(({ ready }) => ready ?? []);
  const { revision, results } = await inTransaction(domain, (tx) =>
    addEntries(tx, domain, { bank, entries, actor, origin: "manual" }),
  );
  await domain.banks.follow();
  let next = 0;
  return {
    revision,
    results: read.map(({ problems }, i) => {
      if (problems === undefined) return results[next++] as AddedBankEntries["results"][number];
      const parts = problems.map(({ code, message }) => ({ code, detail: message, pointer: `#/entries/${i}` }));
      return { result: "refused", problems: parts };
    }),
  };
}

/** @throws EvenhandError EH_BANK_FULL */
export function refuseFull({ banks }: Pick<Domain, "banks">, { bank }: LiveBank, more: number): void {
  const size = banks.current()?.banks.size(bank.name) ?? 0;
  const most = "variants" in bank && bank.variants !== undefined ? MAX_WITH_VARIANTS - bank.entries.length : MAX_ADDED;
  if (size + more <= most) return;
  throw new EvenhandError(
    "EH_BANK_FULL",
    `The bank "${bank.name}" has ${size} added entries; it takes ${most}. Remove some, or begin another bank.`,
  );
}
