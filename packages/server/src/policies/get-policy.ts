import {
  EvenhandError,
  type PolicyBacktest,
  type PolicyCases,
  type PolicyDetail,
  type Problem,
} from "@evenhand/contract";
import type { Service } from "../service/service.js";
import { policyNotFound } from "./compile-stored.js";
import { summaries, summaryRows } from "./list-policies.js";
import { problemView } from "./policy-view.js";
import { readInForce } from "./publications.js";

/**
 * A stored version with its clauses, lint, cases and comparison.
 *
 * @throws EvenhandError EH_POLICY_NOT_FOUND
 */
export async function getPolicy({ store }: Pick<Service, "store">, version: string): Promise<PolicyDetail> {
  const row = await summaryRows(store.db)
    .select(["lint", "cases", "backtest"])
    .where("version", "=", version)
    .executeTakeFirst();
  const [summary] = row === undefined ? [] : await summaries(store.db, [row]);
  if (row === undefined || summary === undefined) throw policyNotFound(version);
  const clauses = await store.db
    .selectFrom("policy_clauses")
    .select(["clause", "rule", "severity", "category", "dsa", "queue", "title", "text"])
    .where("policy_version", "=", version)
    .orderBy("clause")
    .execute();
  return {
    ...summary,
    cases: row.cases as unknown as PolicyCases,
    lint: (row.lint as readonly Problem[]).map(problemView),
    backtest: row.backtest as unknown as PolicyBacktest | null,
    clauses,
  };
}

/**
 * The version in force.
 *
 * @throws EvenhandError EH_POLICY_NONE
 */
export async function getPolicyInForce(service: Pick<Service, "store">): Promise<PolicyDetail> {
  const inForce = await readInForce(service.store.db);
  if (inForce === undefined) throw noPolicy();
  return getPolicy(service, inForce.policy);
}

/** The answer where nothing has been published yet. */
export function noPolicy(): EvenhandError {
  return new EvenhandError(
    "EH_POLICY_NONE",
    "No policy is in force yet: nothing is decided. Publish one with `evenhand policy publish DIR`.",
  );
}
