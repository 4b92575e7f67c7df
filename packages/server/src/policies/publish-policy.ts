import { EvenhandError } from "@evenhand/contract";
import type { Actor } from "../journal/append.js";
import { sql } from "kysely";
import type { Service } from "../service/service.js";
import type { Reader } from "../store/transaction.js";
import { requireApprovals } from "./approvals.js";
import { policyNotFound } from "./compile-stored.js";
import type { PolicyBook } from "./policy-book.js";
import type { Publication } from "./publications.js";
import { switchPolicy } from "./switch-policy.js";

export interface PublishRequest {
  readonly version: string;
  readonly actor: Actor;
  /** The version that the caller has seen in force, null for none; undefined: whatever it is. */
  readonly expect?: string | null | undefined;
}

/**
 * Puts an uploaded version in force. Publishing what is in force already changes nothing.
 *
 * @throws EvenhandError EH_POLICY_NOT_FOUND; EH_POLICY_APPROVAL_MISSING; EH_POLICY_BACKTEST_MISSING; EH_POLICY_CHANGED where something else is in force
 *   than the caller has seen
 */
export async function publishPolicy(
  service: Service,
  book: PolicyBook,
  { version, actor, expect }: PublishRequest,
): Promise<Publication> {
  return switchPolicy(service, book, {
    version,
    kind: "publish",
    actor,
    expect,
    permit: async (db, inForce) => {
      if (inForce?.policy === version) return;
      if (inForce !== undefined) await requireBacktest(db, version);
      await requireApprovals(db, version, service.config.policies.approvals);
    },
  });
}

/** A version that was uploaded before anything was in force has not been compared with anything. */
async function requireBacktest(db: Reader, version: string): Promise<void> {
  const policy = await db
    .selectFrom("policies")
    .select(sql<boolean>`backtest is not null`.as("compared"))
    .where("version", "=", version)
    .executeTakeFirst();
  if (policy === undefined) throw policyNotFound(version);
  if (policy.compared) return;
  throw new EvenhandError(
    "EH_POLICY_BACKTEST_MISSING",
    `Policy ${version} was uploaded when there was nothing to compare it with. Upload it again, look at the comparison with the ` +
      "policy in force, then publish it; `evenhand policy publish DIR` does all of it.",
  );
}
