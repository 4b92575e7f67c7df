import type { BankSummary } from "@evenhand/contract";
import type { Bank } from "@evenhand/policy";
import { sql } from "kysely";
import type { Domain } from "../service/domain.js";
import { bankNotFound } from "./find-bank.js";

/** Every bank of the policy in force, and those that are idle, by name. */
export async function listBanks({ policies, store }: Domain): Promise<readonly BankSummary[]> {
  const declared = new Map((policies.current()?.compiled.policy.banks ?? []).map((bank) => [bank.name, bank]));
  const { rows } = await sql<StoredSummary>`
    select name, kind, revision, changed_at,
      (select count(*) from bank_entries e where e.bank = b.name and e.removed_at is null) as added
    from banks b`.execute(store.db);
  const stored = new Map(rows.map((row) => [row.name, row]));
  const names = [...new Set([...declared.keys(), ...stored.keys()])].sort();
  return names.flatMap((name) => summaryOf(name, declared.get(name), stored.get(name)) ?? []);
}

/**
 * One of them.
 *
 * @throws EvenhandError EH_BANK_NOT_FOUND
 */
export async function getBank(domain: Domain, name: string): Promise<BankSummary> {
  const found = (await listBanks(domain)).find((bank) => bank.name === name);
  if (found === undefined) throw bankNotFound(name);
  return found;
}

interface StoredSummary {
  readonly name: string;
  readonly kind: BankSummary["kind"];
  readonly revision: number;
  readonly changed_at: Date;
  readonly added: number;
}

function summaryOf(
  name: string,
  declared: Bank | undefined,
  stored: StoredSummary | undefined,
): BankSummary | undefined {
  const kind = declared?.kind ?? stored?.kind;
  if (kind === undefined) return undefined;
  const added = stored?.added ?? 0;
  return {
    name,
    kind,
    doc: declared?.doc ?? null,
    state: declared?.live === true ? "live" : declared === undefined || added > 0 ? "idle" : "fixed",
    revision: stored?.revision ?? 0,
    changedAt: stored?.changed_at.toISOString() ?? null,
    entries: { policy: declared?.entries.length ?? 0, added },
  };
}
