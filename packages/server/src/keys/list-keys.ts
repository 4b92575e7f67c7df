import type { KeyPage } from "@evenhand/contract";
import type { Service } from "../service/service.js";
import { keyOf } from "./key-row.js";

export interface ListKeysOptions {
  /** Most keys of the page, 50 unless said. */
  readonly limit?: number | undefined;
  /** The last id of the page before. */
  readonly after?: string | undefined;
}

/** Every key, ended ones too, in the order of their ids. */
export async function listKeys(
  service: Pick<Service, "store" | "clock">,
  { limit = 50, after = "" }: ListKeysOptions = {},
): Promise<KeyPage> {
  const rows = await service.store.db
    .selectFrom("api_keys")
    .selectAll()
    .where("id", ">", after)
    .orderBy("id")
    .limit(limit + 1)
    .execute();
  const now = service.clock.now();
  const items = rows.slice(0, limit).map((row) => keyOf(row, now));
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
