import type { PolicyPage, PolicySummary } from "@evenhand/contract";
import { sql } from "kysely";
import type { Service } from "../service/service.js";
import type { Reader } from "../store/transaction.js";
import type { Approval } from "./approvals.js";
import { approvalsView, byView, publicationView } from "./policy-view.js";
import { readInForce, readPublicationsOf } from "./publications.js";

const PAGE = 50;

/**
 * Stored versions, newest upload first.
 *
 * @param after the last version of the page before
 */
export async function listPolicies(
  { store }: Pick<Service, "store">,
  { limit = PAGE, after }: { readonly limit?: number | undefined; readonly after?: string | undefined } = {},
): Promise<PolicyPage> {
  let query = summaryRows(store.db)
    .orderBy("uploaded_at", "desc")
    .orderBy("version")
    .limit(limit + 1);
  if (after !== undefined) {
    // A row of the two keys that the list is sorted by; of an unknown version, nothing comes after.
    query = query.where(
      sql<boolean>`exists (select 1 from policies p where p.version = ${after} and (policies.uploaded_at < p.uploaded_at
        or (policies.uploaded_at = p.uploaded_at and policies.version > p.version)))`,
    );
  }
  const rows = await query.execute();
  const items = await summaries(store.db, rows.slice(0, limit));
  return { items: [...items], next: rows.length > limit ? (items.at(-1)?.version ?? null) : null };
}

/** What a summary is made of. */
export function summaryRows(db: Reader) {
  return db
    .selectFrom("policies")
    .select(["version", "name", "uploaded_at", "uploaded_by_role", "uploaded_by"])
    .select([
      sql<number>`json_array_length(lint)`.as("warnings"),
      sql<number>`coalesce((cases ->> 'total')::integer, 0)`.as("total"),
    ]);
}

type SummaryRow = Awaited<ReturnType<ReturnType<typeof summaryRows>["executeTakeFirstOrThrow"]>>;

/** Summaries with approvals and publications. */
export async function summaries(db: Reader, rows: readonly SummaryRow[]): Promise<readonly PolicySummary[]> {
  const versions = rows.map(({ version }) => version);
  const inForce = await readInForce(db);
  const publications = await readPublicationsOf(db, versions);
  const approvals = await readApprovalsOf(db, versions);
  return rows.map((row) => ({
    version: row.version,
    name: row.name,
    inForce: row.version === inForce?.policy,
    uploadedAt: row.uploaded_at.toISOString(),
    uploadedBy: byView(row.uploaded_by_role, row.uploaded_by),
    warnings: row.warnings,
    cases: row.total,
    approvals: approvalsView(approvals.get(row.version) ?? []),
    publications: publications.filter(({ policy }) => policy === row.version).map(publicationView),
  }));
}

async function readApprovalsOf(db: Reader, versions: readonly string[]): Promise<ReadonlyMap<string, Approval[]>> {
  if (versions.length === 0) return new Map();
  const rows = await db
    .selectFrom("policy_approvals")
    .select(["policy_version as version", "approved_by as by", "approved_at as at"])
    .where("policy_version", "in", versions)
    .orderBy("approved_at")
    .orderBy("approved_by")
    .execute();
  const byVersion = new Map<string, Approval[]>();
  for (const { version, by, at } of rows) byVersion.set(version, [...(byVersion.get(version) ?? []), { by, at }]);
  return byVersion;
}
