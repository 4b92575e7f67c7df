import { EvenhandError } from "@evenhand/contract";
import { effectiveState, loadActive } from "../measures/effective-state.js";
import { showMeasure } from "../measures/measure-row.js";
import type { Domain } from "../service/domain.js";
import { historyOf } from "./history.js";

const MEASURES = 100;

/** An item as the API shows it: `ItemBody` of the contract. */
export interface ShownItem extends Readonly<Record<string, unknown>> {
  readonly account: string | null;
}

/**
 * An item as our mirror has it, with its effective state, newest measures and history. Profiles, groups and files that a measure
 * fell on are found by their prefixed ids.
 *
 * @throws EvenhandError EH_ITEM_NOT_FOUND
 */
export async function getItem(domain: Domain, id: string): Promise<ShownItem> {
  const { db } = domain.store;
  const item = await db.selectFrom("items").selectAll().where("id", "=", id).executeTakeFirst();
  const measures = await db
    .selectFrom("measures")
    .selectAll()
    .where("item_id", "=", id)
    .orderBy("applied_at", "desc")
    .limit(MEASURES)
    .execute();
  const history = await historyOf(db, { item: id });
  if (item === undefined && measures.length === 0 && history.length === 0) {
    throw new EvenhandError("EH_ITEM_NOT_FOUND", `No event has told of an item "${id}".`);
  }
  const active = await loadActive(db, [{ kind: "item", id }], domain.clock.now());
  return {
    id,
    account: item?.account_id ?? measures[0]?.account_id ?? null,
    kind: item?.kind ?? null,
    surface: item?.surface ?? null,
    parent: item?.parent_id ?? null,
    group: item?.group_id ?? null,
    createdAt: item?.created_at.toISOString() ?? null,
    seenAt: item?.seen_at.toISOString() ?? null,
    deletedAt: item?.deleted_at?.toISOString() ?? null,
    version: item?.version ?? null,
    reach: item?.reach ?? 0,
    reachCheckpoint: item?.reach_checkpoint ?? 0,
    effective: effectiveState(active.get(`item\n${id}`) ?? []),
    measures: measures.filter((row) => row.target_kind === "item").map(showMeasure),
    history,
  };
}
