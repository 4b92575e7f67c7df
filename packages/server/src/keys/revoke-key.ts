import { EvenhandError, type Key, type KeyRole } from "@evenhand/contract";
import { append, entry } from "../journal/append.js";
import { inTransaction, type Service } from "../service/service.js";
import { lockKey } from "./find-key.js";
import { checkGrant, type KeyHolder, lockKeys } from "./holder.js";
import { keyOf } from "./key-row.js";
import { usableKeys } from "./usable-keys.js";

/**
 * Ends a key. Revoking it again changes nothing. Services notice within `CACHE_MS` of `verify-keys.ts`.
 *
 * @throws EvenhandError EH_KEY_NOT_FOUND, EH_KEY_BEYOND, EH_KEY_LAST
 */
export async function revokeKey(
  service: Pick<Service, "store" | "bell" | "clock">,
  by: KeyHolder,
  id: string,
): Promise<Key> {
  return await inTransaction(service, async (tx) => {
    await lockKeys(tx);
    const row = await lockKey(tx, id);
    const now = service.clock.now();
    checkGrant(by, row.role as KeyRole, row.scopes);
    if (row.revoked_at !== null) return keyOf(row, now);
    const usable = await usableKeys(tx, now);
    const managers = usable.filter(({ scopes }) => scopes.includes("admin") || scopes.includes("keys:write"));
    if (managers.length === 1 && managers[0]?.id === id) {
      throw new EvenhandError(
        "EH_KEY_LAST",
        `Without key ${id} nobody could manage keys. Create or rotate to another first.`,
      );
    }
    await tx
      .updateTable("api_keys")
      .set({ revoked_at: new Date(now) })
      .where("id", "=", id)
      .execute();
    await append(tx, now, [
      entry({ act: "key.revoked", actor: by.actor, subject: { kind: "key", id }, account: null, data: { key: id } }),
    ]);
    return keyOf({ ...row, revoked_at: new Date(now) }, now);
  });
}
