import { EvenhandError, type KeyRole, type NewKey, type RotateKeyBody } from "@evenhand/contract";
import { append, entry } from "../journal/append.js";
import { inTransaction, type Service } from "../service/service.js";
import { lockKey } from "./find-key.js";
import { checkGrant, type KeyHolder, lockKeys } from "./holder.js";
import { insertKey } from "./insert-key.js";
import { type KeyRow, keyState } from "./key-row.js";

const DAY_SECONDS = 86_400;

/**
 * Replaces a key by a new one with the same name, role and scopes. The old one stays valid for the overlap, so that
 * whoever uses it can change over; it never lives longer by being rotated.
 *
 * @throws EvenhandError EH_KEY_NOT_FOUND, EH_KEY_ENDED, EH_KEY_BEYOND, EH_KEY_EXPIRY
 */
export async function rotateKey(
  service: Pick<Service, "store" | "bell" | "clock">,
  by: KeyHolder,
  id: string,
  { overlapSeconds = DAY_SECONDS, expiresAt }: RotateKeyBody = {},
): Promise<NewKey> {
  return await inTransaction(service, async (tx) => {
    await lockKeys(tx);
    const old = await lockKey(tx, id);
    const now = service.clock.now();
    checkGrant(by, old.role as KeyRole, old.scopes);
    const state = keyState(old, now);
    if (state !== "active") {
      throw new EvenhandError("EH_KEY_ENDED", `Key ${id} is ${state}: there is nothing to replace. Create a new key.`);
    }
    const created = await insertKey(tx, now, {
      name: old.name,
      role: old.role as KeyRole,
      scopes: old.scopes,
      expiresAt: expiryOfNew(old, expiresAt, now),
      rotatedFrom: id,
    });
    const end = now + overlapSeconds * 1_000;
    const oldEnds = old.expires_at !== null && old.expires_at.getTime() < end ? old.expires_at : new Date(end);
    await tx.updateTable("api_keys").set({ expires_at: oldEnds }).where("id", "=", id).execute();
    await append(tx, now, [
      entry({
        act: "key.rotated",
        actor: by.actor,
        subject: { kind: "key", id: created.key.id },
        account: null,
        data: { key: created.key.id, replaces: id },
      }),
    ]);
    return created;
  });
}

function expiryOfNew(old: KeyRow, wanted: RotateKeyBody["expiresAt"], now: number): Date | null {
  if (wanted === null) return null;
  if (wanted !== undefined) return new Date(wanted);
  return old.expires_at === null ? null : new Date(now + (old.expires_at.getTime() - old.created_at.getTime()));
}
