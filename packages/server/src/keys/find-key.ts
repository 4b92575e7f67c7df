import { EvenhandError } from "@evenhand/contract";
import type { Tx } from "../store/transaction.js";
import type { KeyRow } from "./key-row.js";

/** A key, locked until the transaction ends. @throws EvenhandError EH_KEY_NOT_FOUND */
export async function lockKey(tx: Tx, id: string): Promise<KeyRow> {
  const row = await tx.selectFrom("api_keys").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
  if (row === undefined) {
    throw new EvenhandError("EH_KEY_NOT_FOUND", `There is no key ${id}. A key's id stands after eh_ in its text.`);
  }
  return row;
}
