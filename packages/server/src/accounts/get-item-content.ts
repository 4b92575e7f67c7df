import { EvenhandError } from "@evenhand/contract";
import type { Domain } from "../service/domain.js";

export interface ItemContent {
  readonly id: string;
  readonly account: string | null;
  readonly version: string;
  readonly quarantined: boolean;
  readonly text: unknown;
  readonly media: unknown;
}

interface Content {
  readonly text?: unknown;
  readonly media?: unknown;
}

/**
 * What an item says, in the version in force. Of a removed item it comes from quarantine, as long as that is kept.
 *
 * @throws EvenhandError EH_ITEM_NOT_FOUND, EH_ITEM_CONTENT_GONE
 */
export async function getItemContent({ store, sealer }: Domain, id: string): Promise<ItemContent> {
  const item = await store.db
    .selectFrom("items as i")
    .leftJoin("events as e", "e.id", "i.content_event")
    .leftJoin("quarantine as q", (join) => join.onRef("q.item_id", "=", "i.id").onRef("q.version", "=", "i.version"))
    .select(["i.account_id", "i.version", "e.body", "q.sealed"])
    .where("i.id", "=", id)
    .executeTakeFirst();
  if (item === undefined) throw new EvenhandError("EH_ITEM_NOT_FOUND", `No event has told of an item "${id}".`);
  const { account_id: account, version, body, sealed } = item;
  if (sealed !== null) {
    const { text, media } = JSON.parse(sealer.open(`${id}\n${version}`, sealed)) as Content;
    return { id, account, version, quarantined: true, text: text ?? null, media: media ?? null };
  }
  if (body === null) {
    throw new EvenhandError(
      "EH_ITEM_CONTENT_GONE",
      `The content of item "${id}" is no longer kept: it was erased, or its time had passed.`,
    );
  }
  const { data } = JSON.parse(body) as { data: { item?: Content } };
  return { id, account, version, quarantined: false, text: data.item?.text ?? null, media: data.item?.media ?? null };
}
