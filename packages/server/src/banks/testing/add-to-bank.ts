import { type Domain } from "../../service/domain.js";
import { inTransaction } from "../../service/service.js";
import { type Added, addEntries } from "../add-entries.js";
import { findLiveBank } from "../find-bank.js";
import { readEntry } from "../ready-entry.js";

/** Who adds them. */
export const STAFF = { role: "staff", id: "keyStaff01" } as const;

/**
 * Adds entries to a live bank, as a person of the staff does.
 *
 * @param values entries as a `.yaml` bank has them
 * @throws Error where one of them is no entry of the bank
 */
export async function addToBank(domain: Domain, bank: string, ...values: unknown[]): Promise<readonly Added[]> {
  const found = findLiveBank(domain.policies, bank);
  const entries = values.map((value) => {
    const { ready, problems } = readEntry(found, value);
    if (ready === undefined) throw new Error(JSON.stringify(problems));
    return ready;
  });
  const { results } = await inTransaction(domain, (tx) =>
    addEntries(tx, domain, { bank, entries, actor: STAFF, origin: "manual" }),
  );
  return results;
}

/** Adds entries and takes them over into memory. @returns their ids, in the order of the values */
export async function addAndFollow(domain: Domain, bank: string, ...values: unknown[]): Promise<readonly string[]> {
  const results = await addToBank(domain, bank, ...values);
  await domain.banks.follow();
  return results.map(({ id }) => id ?? "");
}
