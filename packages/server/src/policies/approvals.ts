import { EvenhandError } from "@evenhand/contract";
import { sql } from "kysely";
import type { Reader } from "../store/transaction.js";
import { policyNotFound } from "./compile-stored.js";

/** Who has approved a version, in the order of time. */
export interface Approval {
  readonly by: string;
  readonly at: Date;
}

/** Approvals of a version. */
export async function readApprovals(db: Reader, version: string): Promise<readonly Approval[]> {
  return db
    .selectFrom("policy_approvals")
    .select(["approved_by as by", "approved_at as at"])
    .where("policy_version", "=", version)
    .orderBy("approved_at")
    .orderBy("approved_by")
    .execute();
}

/**
 * @param needed how many people beside who uploaded it must have approved
 * @throws EvenhandError EH_POLICY_APPROVAL_MISSING, EH_POLICY_NOT_FOUND
 */
export async function requireApprovals(db: Reader, version: string, needed: number): Promise<void> {
  if (needed === 0) return;
  const policy = await db
    .selectFrom("policies")
    .select("uploaded_by")
    .where("version", "=", version)
    .executeTakeFirst();
  if (policy === undefined) throw policyNotFound(version);
  const own = policy.uploaded_by === null ? new Set<string>() : await keyLineage(db, policy.uploaded_by);
  const approvals = (await readApprovals(db, version)).filter(({ by }) => !own.has(by));
  if (approvals.length >= needed) return;
  throw new EvenhandError(
    "EH_POLICY_APPROVAL_MISSING",
    `Policy ${version} needs ${needed === 1 ? "an approval" : `${needed} approvals`} by another key than the one that uploaded it, and ` +
      `has ${approvals.length}. Ask somebody with the scope policies:publish to POST /v1/policies/${version}/approve.`,
  );
}

/** A key with those it replaced and those that replaced it: rotating a key does not make another person of its holder. */
export async function keyLineage(db: Reader, key: string): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    with recursive lineage (id) as (
      select ${key}::text
      union
      select case when k.id::text = l.id then k.rotated_from::text else k.id::text end
      from lineage l join api_keys k on k.id::text = l.id or k.rotated_from::text = l.id
    )
    select id from lineage where id is not null`.execute(db);
  return new Set(rows.map(({ id }) => id));
}
