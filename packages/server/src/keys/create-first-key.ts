import type { NewKey } from "@evenhand/contract";
import { append, entry } from "../journal/append.js";
import { inTransaction, type Service } from "../service/service.js";
import { OPERATOR, lockKeys } from "./holder.js";
import { insertKey } from "./insert-key.js";
import { usableKeys } from "./usable-keys.js";

/**
 * Creates a key that may do everything, where no usable key exists. Two services that start together make one.
 *
 * @returns the key and its text, to be shown once; undefined where there is a usable key already
 */
export async function createFirstKey(service: Pick<Service, "store" | "bell" | "clock">): Promise<NewKey | undefined> {
  return await inTransaction(service, async (tx) => {
    await lockKeys(tx);
    const now = service.clock.now();
    if ((await usableKeys(tx, now)).length > 0) return undefined;
    const fields = {
      name: "first key",
      role: "operator",
      scopes: ["admin"],
      expiresAt: null,
      rotatedFrom: null,
    } as const;
    const created = await insertKey(tx, now, fields);
    const { id, name, role, scopes } = created.key;
    await append(tx, now, [
      entry({
        act: "key.created",
        actor: OPERATOR.actor,
        subject: { kind: "key", id },
        account: null,
        data: { key: id, name, role, scopes },
      }),
    ]);
    return created;
  });
}
