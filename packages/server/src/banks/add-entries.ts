import { createHash } from "node:crypto";
import { sql } from "kysely";
import { type Actor, entry, type NewEntry, reserve, type Reservation, writeEntries } from "../journal/append.js";
import type { Domain } from "../service/domain.js";
import { textArray } from "../store/binary-arrays.js";
import type { Tx } from "../store/transaction.js";
import { contentOf } from "./entry-row.js";
import type { LiveBank } from "./find-bank.js";
import { lockLiveBank, writeRevisions } from "./lock-banks.js";
import { policyIdentities } from "./policy-identities.js";
import type { ReadyEntry } from "./ready-entry.js";
import { refuseOtherKinds } from "./refuse-other-kinds.js";

export interface AddRequest {
  readonly bank: string;
  readonly entries: readonly ReadyEntry[];
  readonly actor: Actor;
  /** With `import`, one journal entry tells all of them; otherwise each has its own. */
  readonly origin: "manual" | "import" | "ruling";
}

/** What became of one entry; `id` is null where the policy brings it. */
export type Added =
  | { readonly result: "added"; readonly id: string }
  | { readonly result: "present"; readonly id: string | null };

/** `results` stand in the order of the request. */
export interface AddedEntries {
  /** Of all banks together, after the change. */
  readonly revision: number;
  readonly results: readonly Added[];
}

/**
 * Adds entries to a live bank; what it has already stays as it is. Once the transaction has committed, have the bank book follow, so
 * that drafts see it too; decisions see it in any case.
 *
 * @throws EvenhandError EH_BANK_NOT_FOUND, EH_BANK_NOT_LIVE, EH_BANK_POLICY, EH_BANK_KIND
 */
export async function addEntries(
  tx: Tx,
  domain: Pick<Domain, "policies" | "ids" | "clock">,
  { bank: name, entries, actor, origin }: AddRequest,
): Promise<AddedEntries> {
  const { bank, revision } = await lockLiveBank(tx, domain.policies, name);
  await refuseOtherKinds(tx, [bank]);
  const present = await presentIn(tx, bank, entries);
  const fresh: (ReadyEntry & { readonly id: string })[] = [];
  const results = entries.map((ready): Added => {
    const known = present.get(ready.identity);
    if (known !== undefined) return { result: "present", id: known };
    const id = domain.ids.next();
    fresh.push({ ...ready, id });
    present.set(ready.identity, id);
    return { result: "added", id };
  });
  if (fresh.length === 0) return { revision: revision - 1, results };
  const nowMs = domain.clock.now();
  const reserved = await reserve(tx, origin === "import" ? 1 : fresh.length, nowMs);
  await writeRevisions(tx, [bank], revision, reserved.at);
  await insert(tx, { name, fresh, actor, origin, revision, reserved });
  const acts =
    origin === "import"
      ? [imported(name, fresh, actor, revision)]
      : fresh.map((one) => added(name, one, { actor, origin, revision }));
  await writeEntries(tx, reserved, acts);
  return { revision, results };
}

/** Ids of entries that are in the bank already, by identity; null for what the policy brings. */
async function presentIn(
  tx: Tx,
  bank: LiveBank["bank"],
  entries: readonly ReadyEntry[],
): Promise<Map<string, string | null>> {
  const identities = entries.map(({ identity }) => identity);
  const { rows } = await sql<{ id: string; identity: string }>`
    select id, identity from bank_entries
    where bank = ${bank.name} and identity = any(${textArray(identities)}::text[]) and removed_at is null`.execute(tx);
  const present = new Map<string, string | null>(rows.map(({ id, identity }) => [identity, id]));
  const own = policyIdentities(bank);
  for (const identity of identities) if (!present.has(identity) && own.has(identity)) present.set(identity, null);
  return present;
}

interface Insertion {
  readonly name: string;
  readonly fresh: readonly (ReadyEntry & { readonly id: string })[];
  readonly actor: Actor;
  readonly origin: AddRequest["origin"];
  readonly revision: number;
  readonly reserved: Reservation;
}

async function insert(tx: Tx, { name, fresh, actor, origin, revision, reserved }: Insertion): Promise<void> {
  const texts = (of: (one: ReadyEntry & { readonly id: string }) => string | null | undefined): Buffer =>
    textArray(fresh.map((one) => of(one) ?? null));
  const graded = ({ entry }: ReadyEntry): { category?: string | undefined; severity?: number | undefined } => entry;
  await sql`
    insert into bank_entries (id, bank, identity, content, category, severity, source, note, origin, origin_id, account_id, review_at, expires_at,
      added_revision, added_at, added_by_role, added_by, journal_seq)
    select id::uuid, ${name}, identity, content::json, category, severity::smallint, source, note, ${origin}, origin_id, account_id,
      review_at::timestamptz, expires_at::timestamptz, ${revision}::bigint, ${reserved.at.toISOString()}::timestamptz, ${actor.role}, ${actor.id},
      ${reserved.first}::bigint + case when ${origin === "import"} then 0 else n - 1 end
    from unnest(
      ${texts(({ id }) => id)}::text[], ${texts(({ identity }) => identity)}::text[], ${texts(({ entry }) => contentOf(entry))}::text[],
      ${texts((one) => graded(one).category)}::text[], ${texts((one) => graded(one).severity?.toString())}::text[],
      ${texts(({ entry }) => entry.source)}::text[], ${texts(({ entry }) => entry.note)}::text[], ${texts(({ originId }) => originId)}::text[],
      ${texts(({ account }) => account)}::text[], ${texts(({ reviewAt }) => reviewAt?.toISOString())}::text[],
      ${texts(({ entry: { expiresMs } }) => (expiresMs === undefined ? null : new Date(expiresMs).toISOString()))}::text[])
      with ordinality as e (id, identity, content, category, severity, source, note, origin_id, account_id, review_at, expires_at, n)`.execute(
    tx,
  );
}

function added(
  bank: string,
  { id, originId }: { readonly id: string; readonly originId?: string },
  { actor, origin, revision }: Pick<Insertion, "actor" | "origin" | "revision">,
): NewEntry {
  const data = { bank, entry: id, revision, origin, originId: originId ?? null };
  return entry({ act: "bank.entry_added", actor, subject: { kind: "bank", id: bank }, account: null, data });
}

function imported(bank: string, fresh: Insertion["fresh"], actor: Actor, revision: number): NewEntry {
  const lines = fresh.map(({ identity }) => `${identity}\n`).sort();
  const identities = createHash("sha256").update(lines.join(""), "utf8").digest("hex");
  const data = { bank, revision, added: fresh.length, identities };
  return entry({ act: "bank.imported", actor, subject: { kind: "bank", id: bank }, account: null, data });
}
