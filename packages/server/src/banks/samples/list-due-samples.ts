import type { Static } from "typebox";
import type { DueSample } from "@evenhand/contract";
import { sql } from "kysely";
import type { Domain } from "../../service/domain.js";

/** Samples of a bank whose review date has passed, the longest due first. */
export async function listDueSamples(
  { store, clock }: Pick<Domain, "store" | "clock">,
  bank: string,
  limit: number,
): Promise<readonly Static<typeof DueSample>[]> {
  const { rows } = await sql<{
    id: string;
    clause: string | null;
    lang: string | null;
    severity: number | null;
    origin_id: string | null;
    added_at: Date;
    review_at: Date;
    expires_at: Date | null;
  }>`
    select id, content ->> 'clause' as clause, content ->> 'lang' as lang, severity, origin_id, added_at, review_at, expires_at
    from bank_entries
    where bank = ${bank} and removed_at is null and review_at <= ${new Date(clock.now()).toISOString()}::timestamptz
    order by review_at, id limit ${limit}`.execute(store.db);
  return rows.map((row) => ({
    entry: row.id,
    clause: row.clause,
    lang: row.lang,
    severity: row.severity,
    originId: row.origin_id,
    addedAt: row.added_at.toISOString(),
    reviewAt: row.review_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
  }));
}
