import { EvenhandError } from "@evenhand/contract";
import { type Actor, append, entry } from "../journal/append.js";
import { inTransaction, type Service } from "../service/service.js";
import { type Approval, keyLineage, readApprovals } from "./approvals.js";
import { policyNotFound } from "./compile-stored.js";

/** Who approves: an actor with a key. */
export interface ApproveRequest {
  readonly version: string;
  readonly actor: Actor;
}

/**
 * Approves a version, so that it may be published. Approving twice changes nothing.
 *
 * @returns every approval of it
 * @throws EvenhandError EH_POLICY_NOT_FOUND; EH_POLICY_APPROVAL_OWN where the key uploaded it, also before it was rotated
 */
export async function approvePolicy(
  service: Service,
  { version, actor }: ApproveRequest,
): Promise<readonly Approval[]> {
  return inTransaction(service, async (tx) => {
    const policy = await tx
      .selectFrom("policies")
      .select("uploaded_by")
      .where("version", "=", version)
      .executeTakeFirst();
    if (policy === undefined) throw policyNotFound(version);
    const { id } = actor;
    if (id === null || (policy.uploaded_by !== null && (await keyLineage(tx, policy.uploaded_by)).has(id))) {
      throw new EvenhandError(
        "EH_POLICY_APPROVAL_OWN",
        `This key uploaded policy ${version}. The approval has to come from somebody else, with a key of their own.`,
      );
    }
    const inserted = await tx
      .insertInto("policy_approvals")
      .values({ policy_version: version, approved_by: id, approved_at: new Date(service.clock.now()) })
      .onConflict((oc) => oc.doNothing())
      .returning("approved_by")
      .executeTakeFirst();
    if (inserted !== undefined) {
      await append(tx, service.clock.now(), [
        entry({
          act: "policy.approved",
          actor,
          subject: { kind: "policy", id: version },
          account: null,
          data: { policy: version },
        }),
      ]);
    }
    return readApprovals(tx, version);
  });
}
