import type { BankSummary } from "@evenhand/contract";
import type { Bank } from "@evenhand/policy";
import { type RawBuilder, sql } from "kysely";
import type { Domain } from "../service/domain.js";
import type { Reader } from "../store/transaction.js";
import { bankNotFound, declaredBank } from "./find-bank.js";

/** Every bank of the policy in force, and those that are idle, by name. */
export async function listBanks({ policies, store }: Domain): Promise<readonly BankSummary[]> {
  const declared = new Map((policies.current()?.compiled.policy.banks ?? []).map((bank) => [bank.name, bank]));
  const stored = new Map((await readStored(store.db, sql``)).map((row) => [row.name, row]));
  const names = [...new Set([...declared.keys(), ...stored.keys()])].sort();
  return names.flatMap((name) => summaryOf(name, declared.get(name), stored.get(name)) ?? []);
}

/**
 * One of them.
 *
 * @throws EvenhandError EH_BANK_NOT_FOUND
 */
export async function getBank({ policies, store }: Domain, name: string): Promise<BankSummary> {
  const [stored] = await readStored(store.db, sql`where name = ${name}`);
  const found = summaryOf(name, declaredBank(policies, name), stored);
  if (found === undefined) throw bankNotFound(name);
  return found;
}

/**
 * What one of them holds. Counts nothing: a bank may hold a million entries.
 *
 * @throws EvenhandError EH_BANK_NOT_FOUND
 */
export async function kindOfBank({ policies, store }: Domain, name: string): Promise<Bank["kind"]> {
  const declared = declaredBank(policies, name);
  if (declared !== undefined) return declared.kind;
  const stored = await store.db.selectFrom("banks").select("kind").where("name", "=", name).executeTakeFirst();
  if (stored === undefined) throw bankNotFound(name);
  return stored.kind;
}

async function readStored(db: Reader, which: RawBuilder<unknown>): Promise<readonly StoredSummary[]> {
  const { rows } = await sql<StoredSummary>`
    select name, kind, revision, changed_at,
      (select count(*) from bank_entries e where e.bank = b.name and e.removed_at is null) as added
    from banks b ${which}`.execute(db);
  return rows;
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
