import { type Bank, entryIdentity } from "@evenhand/policy";

const known = new WeakMap<Bank, ReadonlySet<string>>();

/** What the policy itself brings to a bank, by identity. */
export function policyIdentities(bank: Bank): ReadonlySet<string> {
  let identities = known.get(bank);
  if (identities === undefined) {
    identities = new Set(bank.entries.map((entry) => entryIdentity(bank, entry)));
    known.set(bank, identities);
  }
  return identities;
}
