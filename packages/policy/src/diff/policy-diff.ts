/** What is written differently in two policies. */

export type DiffSubject = "setting" | "rule" | "clause" | "detector" | "counter" | "bank" | "classifier";

/**
 * One field that differs. A list whose order does not matter has `added` and `removed`; anything else `before` and `after`,
 * undefined where the field is not there. Values are as people write them: `7d`, `restrict_feature posting 24h`.
 */
export type FieldChange =
  | { readonly field: string; readonly before: string | undefined; readonly after: string | undefined }
  | { readonly field: string; readonly added: readonly string[]; readonly removed: readonly string[] };

export interface PolicyChange {
  readonly subject: DiffSubject;
  /** The id, or the name of the setting. */
  readonly id: string;
  readonly kind: "added" | "removed" | "changed";
  /** Of something added or removed, all of its fields. */
  readonly fields: readonly FieldChange[];
}

export interface PolicyDiff {
  readonly before: { readonly name: string; readonly version: string };
  readonly after: { readonly name: string; readonly version: string };
  /** Settings first, then by subject and id. Empty exactly where the versions are equal. */
  readonly changes: readonly PolicyChange[];
}
