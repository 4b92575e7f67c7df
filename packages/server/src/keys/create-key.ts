import type { CreateKeyBody, NewKey } from "@evenhand/contract";
import { append, entry } from "../journal/append.js";
import { inTransaction, type Service } from "../service/service.js";
import { checkGrant, type KeyHolder } from "./holder.js";
import { insertKey } from "./insert-key.js";

/**
 * Creates a key. A key never gets a scope that whoever creates it does not have.
 *
 * @returns the key and its text, which cannot be read again
 * @throws EvenhandError EH_KEY_BEYOND, EH_KEY_EXPIRY, EH_REQUEST_INVALID
 */
export async function createKey(
  service: Pick<Service, "store" | "bell" | "clock">,
  by: KeyHolder,
  { name, role, scopes, expiresAt = null }: CreateKeyBody,
): Promise<NewKey> {
  checkGrant(by, role, scopes);
  const now = service.clock.now();
  return await inTransaction(service, async (tx) => {
    const fields = {
      name,
      role,
      scopes,
      rotatedFrom: null,
      expiresAt: expiresAt === null ? null : new Date(expiresAt),
    };
    const created = await insertKey(tx, now, fields);
    const { id } = created.key;
    await append(tx, now, [
      entry({
        act: "key.created",
        actor: by.actor,
        subject: { kind: "key", id },
        account: null,
        data: { key: id, name, role, scopes: created.key.scopes },
      }),
    ]);
    return created;
  });
}
