import { EvenhandError } from "@evenhand/contract";
import { sql } from "kysely";
import { eraseSamples } from "../banks/erase-samples.js";
import { lockBanks } from "../banks/lock-banks.js";
import { type Actor, entry, reserve, writeEntries } from "../journal/append.js";
import type { Domain } from "../service/domain.js";
import { deriveKey, tokenFor } from "../config/secrets.js";
import { inTransaction } from "../service/service.js";

export interface Erased {
  readonly account: string;
  readonly erasedAt: string;
  readonly events: number;
  readonly statements: number;
  readonly entries: number;
}

/**
 * Erases a person's data: the mirror of the account, the bodies of its events, what decisions about it relied on, the content of
 * statements, quarantined items, samples in banks, and payload and salt of journal entries. What stays tells that something was decided and under
 * which clause, and commitments that prove the journal whole. Measures stay in force.
 *
 * @throws EvenhandError EH_ACCOUNT_NOT_FOUND
 */
export async function eraseAccount(domain: Domain, id: string, actor: Actor): Promise<Erased> {
  const erased = await inTransaction(domain, async (tx) => {
    const nowMs = domain.clock.now();
    // Before the account, as batches of decisions do.
    await lockBanks(tx);
    const { rows: found } = await sql<{ id: string }>`select id from accounts where id = ${id} for update`.execute(tx);
    if (found.length === 0) throw new EvenhandError("EH_ACCOUNT_NOT_FOUND", `No event has told of an account "${id}".`);
    await sql`
      update accounts set handle = null, display_name = null, kind = 'erased', locale = null, country = null, age_band = null, verified = null,
        created_at = null, profile = null, erased_at = ${new Date(nowMs).toISOString()}::timestamptz
      where id = ${id}`.execute(tx);
    await eraseSamples(tx, domain, id, actor);
    // From here on nobody else appends, so that no entry about the person is written between counting and erasing.
    const reserved = await reserve(tx, 1, nowMs);
    const counts = {
      events: await count(sql`
        with mine as (select id from events where account_id = ${id}),
          forgotten as (update event_keys set body_hash = '' where id in (select id from mine)),
          undecided as (update decisions set facts = null, decision = null where id in (select id from mine) and facts is not null)
        update events set body = null, sealed = null where account_id = ${id} and (body is not null or sealed is not null)`),
      statements: await count(
        sql`update statements set content = null where account_id = ${id} and content is not null`,
      ),
      entries: await count(sql`
        update journal set payload = null, salt = null, account_id = null,
          subject_id = case when subject_kind = 'account' then null else subject_id end
        where account_id = ${id} and payload is not null`),
    };
    await sql`delete from quarantine where item_id in (select id from items where account_id = ${id})`.execute(tx);
    await writeEntries(tx, reserved, [
      entry({
        act: "personal_data.erased",
        actor,
        // Whoever knows the id can find the entry; the entry tells nobody the id.
        subject: { kind: "account", id: `erased:${tokenFor(deriveKey(domain.config.secret, "erasure"), id)}` },
        account: null,
        data: counts,
      }),
    ]);
    return { account: id, erasedAt: reserved.at.toISOString(), ...counts };

    async function count(statement: ReturnType<typeof sql>): Promise<number> {
      const { numAffectedRows } = await statement.execute(tx);
      return Number(numAffectedRows ?? 0);
    }
  });
  await domain.banks.follow();
  return erased;
}
