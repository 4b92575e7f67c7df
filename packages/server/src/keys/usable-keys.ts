import type { Reader } from "../store/transaction.js";
import type { KeyRow } from "./key-row.js";

/** Keys that authenticate at a time: neither revoked nor expired. */
export async function usableKeys(db: Reader, nowMs: number): Promise<Pick<KeyRow, "id" | "scopes" | "expires_at">[]> {
  return await db
    .selectFrom("api_keys")
    .select(["id", "scopes", "expires_at"])
    .where("revoked_at", "is", null)
    .where((where) => where.or([where("expires_at", "is", null), where("expires_at", ">", new Date(nowMs))]))
    .execute();
}
