import { EvenhandError } from "@evenhand/contract";
import { effectiveState, loadActive } from "../measures/effective-state.js";
import { showMeasure } from "../measures/measure-row.js";
import type { Domain } from "../service/domain.js";
import { getStanding } from "../standing/get-standing.js";
import { historyOf } from "./history.js";

const MEASURES = 100;

/**
 * An account as our mirror has it, with its effective state, standing, newest measures and history.
 *
 * @throws EvenhandError EH_ACCOUNT_NOT_FOUND
 */
export async function getAccount(domain: Domain, id: string): Promise<object> {
  const { db } = domain.store;
  const account = await db.selectFrom("accounts").selectAll().where("id", "=", id).executeTakeFirst();
  if (account === undefined) {
    throw new EvenhandError("EH_ACCOUNT_NOT_FOUND", `No event has told of an account "${id}".`);
  }
  const nowMs = domain.clock.now();
  const active = (await loadActive(db, [{ kind: "account", id }], nowMs)).get(`account\n${id}`) ?? [];
  const measures = await db
    .selectFrom("measures")
    .selectAll()
    .where("account_id", "=", id)
    .orderBy("applied_at", "desc")
    .limit(MEASURES)
    .execute();
  const { level, strikes } = await getStanding(domain, id, nowMs);
  const restricted = active.filter(({ kind }) => kind === "restrict_feature").map(({ scope }) => scope ?? "");
  return {
    id,
    kind: account.kind,
    handle: account.handle,
    displayName: account.display_name,
    locale: account.locale,
    country: account.country,
    ageBand: account.age_band,
    verified: account.verified,
    createdAt: account.created_at?.toISOString() ?? null,
    seenAt: account.seen_at.toISOString(),
    deletedAt: account.deleted_at?.toISOString() ?? null,
    erasedAt: account.erased_at?.toISOString() ?? null,
    standing: { level, strikes },
    effective: effectiveState(active),
    restrictedFeatures: [...new Set(restricted)].sort(),
    measures: measures.map(showMeasure),
    history: await historyOf(db, { account: id }),
  };
}
