import { EvenhandError, type Key, type KeyRole, type NewKey } from "@evenhand/contract";
import type { Tx } from "../store/transaction.js";
import { keyOf } from "./key-row.js";
import { generateKey } from "./key-text.js";

export interface KeyFields {
  readonly name: string;
  readonly role: KeyRole;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
  readonly rotatedFrom: Key["rotatedFrom"];
}

/** Stores a new key. Its journal entry is the caller's. @throws EvenhandError EH_KEY_EXPIRY */
export async function insertKey(tx: Tx, nowMs: number, fields: KeyFields): Promise<NewKey> {
  if (fields.expiresAt !== null && fields.expiresAt.getTime() <= nowMs) {
    throw new EvenhandError(
      "EH_KEY_EXPIRY",
      `The key would have ended at ${fields.expiresAt.toISOString()}. Give a later time.`,
    );
  }
  const { id, secretHash, text } = generateKey();
  const row = await tx
    .insertInto("api_keys")
    .values({
      id,
      name: fields.name,
      role: fields.role,
      scopes: [...new Set(fields.scopes)],
      secret_hash: secretHash,
      created_at: new Date(nowMs),
      expires_at: fields.expiresAt,
      rotated_from: fields.rotatedFrom,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { key: keyOf(row, nowMs), text };
}
