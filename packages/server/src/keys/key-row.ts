import type { Key, KeyRole } from "@evenhand/contract";
import type { Selectable } from "kysely";
import type { ApiKeysTable } from "../store/database.js";

export type KeyRow = Selectable<ApiKeysTable>;

/** Whether a key authenticates at a time, and if not, why. */
export function keyState(row: Pick<KeyRow, "revoked_at" | "expires_at">, nowMs: number): Key["state"] {
  if (row.revoked_at !== null) return "revoked";
  return row.expires_at !== null && row.expires_at.getTime() <= nowMs ? "expired" : "active";
}

/** A key as the API shows it: everything but the hash. */
export function keyOf(row: KeyRow, nowMs: number): Key {
  return {
    id: row.id,
    name: row.name,
    role: row.role as KeyRole,
    scopes: row.scopes,
    state: keyState(row, nowMs),
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
    rotatedFrom: row.rotated_from,
  };
}
