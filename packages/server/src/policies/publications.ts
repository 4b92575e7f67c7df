/** What was published, rolled back to, and is in force. */
import { sql } from "kysely";
import type { Reader, Tx } from "../store/transaction.js";

/** One entry of the history of publications. */
export interface Publication {
  /** 1 for the first, then one more each time. */
  readonly publication: number;
  readonly policy: string;
  readonly kind: "publish" | "rollback";
  readonly at: Date;
  readonly by: { readonly role: string; readonly id: string | null };
}

/** The publication in force, or undefined before the first. */
export async function readInForce(db: Reader): Promise<Publication | undefined> {
  const row = await publicationRows(db)
    .innerJoin("policy_in_force as f", "f.publication", "p.publication")
    .executeTakeFirst();
  return row === undefined ? undefined : publicationOf(row);
}

/** Every publication, oldest first. */
export async function readPublications(db: Reader): Promise<readonly Publication[]> {
  return (await publicationRows(db).orderBy("p.publication").execute()).map(publicationOf);
}

/** Those of some versions, oldest first. */
export async function readPublicationsOf(db: Reader, versions: readonly string[]): Promise<readonly Publication[]> {
  if (versions.length === 0) return [];
  const rows = await publicationRows(db).where("p.policy_version", "in", versions).orderBy("p.publication").execute();
  return rows.map(publicationOf);
}

/**
 * Lets nobody else publish until the transaction ends; waits for the decisions that are being committed. Take this before
 * anything is appended to the journal: whoever decides takes the same two locks in the same order.
 *
 * @returns the publication in force
 */
export async function lockInForce(tx: Tx): Promise<Publication | undefined> {
  // The row may not exist yet, so the table is locked: against other publishers only.
  await sql`lock table policy_in_force in share row exclusive mode`.execute(tx);
  await tx.selectFrom("policy_in_force").select("publication").forUpdate().execute();
  return readInForce(tx);
}

function publicationRows(db: Reader) {
  return db
    .selectFrom("policy_publications as p")
    .select([
      "p.publication",
      "p.policy_version as policy",
      "p.kind",
      "p.published_at as at",
      "p.published_by_role as role",
      "p.published_by as id",
    ]);
}

function publicationOf({ role, id, ...row }: Omit<Publication, "by"> & Publication["by"]): Publication {
  return { ...row, by: { role, id } };
}
