/** Entries as they are stored, and as conditions ask them. */
import type { BankEntryView } from "@evenhand/contract";
import type { BankEntry, StoredEntry } from "@evenhand/policy";
import type { Selectable } from "kysely";
import type { BankEntriesTable } from "../store/database.js";

export type BankEntryRow = Selectable<BankEntriesTable>;

/** What is compared of an entry, as JSON; the columns beside it hold the rest. */
export function contentOf(entry: BankEntry): string {
  const {
    id: _id,
    category: _category,
    severity: _severity,
    source: _source,
    note: _note,
    expiresMs: _expiresMs,
    ...content
  } = entry as BankEntry & { category?: string; severity?: number };
  return JSON.stringify(content);
}

/** Columns from which {@link entryOf} makes an entry. */
export const ENTRY_COLUMNS = ["id", "bank", "content", "category", "severity", "source", "expires_at"] as const;

/** An entry as its bank compiles it; undefined where its content was erased. */
export function entryOf(row: Pick<BankEntryRow, (typeof ENTRY_COLUMNS)[number]>): StoredEntry | undefined {
  if (row.content === null) return undefined;
  const entry = {
    ...row.content,
    id: row.id,
    category: row.category ?? undefined,
    severity: row.severity ?? undefined,
    ...(row.source === null ? {} : { source: row.source }),
    ...(row.expires_at === null ? {} : { expiresMs: row.expires_at.getTime() }),
  };
  return entry as unknown as StoredEntry;
}

/** An entry as the API answers it. */
export function viewOf(row: BankEntryRow): BankEntryView {
  return {
    id: row.id,
    bank: row.bank,
    content: row.content,
    category: row.category,
    severity: row.severity,
    source: row.source,
    note: row.note,
    origin: row.origin,
    originId: row.origin_id,
    reviewAt: row.review_at?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
    addedAt: row.added_at.toISOString(),
    addedBy: { role: row.added_by_role, id: row.added_by },
    removed: removalOf(row),
  };
}

function removalOf(row: BankEntryRow): BankEntryView["removed"] {
  if (row.removed_at === null || row.removed_how === null || row.removed_by_role === null) return null;
  return {
    at: row.removed_at.toISOString(),
    how: row.removed_how,
    by: { role: row.removed_by_role, id: row.removed_by },
    reason: row.removed_reason,
  };
}
