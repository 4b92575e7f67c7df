import type { Actor } from "../journal/append.js";
import type { Service } from "../service/service.js";
import { requireApprovals } from "./approvals.js";
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
 * @throws EvenhandError EH_POLICY_NOT_FOUND; EH_POLICY_APPROVAL_MISSING; EH_POLICY_CHANGED where something else is in force
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
      if (inForce?.policy !== version) await requireApprovals(db, version, service.config.policies.approvals);
    },
  });
}
