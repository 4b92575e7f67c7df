/** Stored rows as the API shows them. */
import type { PolicyApprovals, PolicyPublication, Problem, ProblemPart } from "@evenhand/contract";
import type { Approval } from "./approvals.js";
import type { Publication } from "./publications.js";

/** A publication on the wire. */
export function publicationView({ publication, policy, kind, at, by }: Publication): PolicyPublication {
  return { publication, policy, kind, at: at.toISOString(), by: byView(by.role, by.id) };
}

/** Who did it; the table holds roles of the contract alone. */
export function byView(role: string, id: string | null): PolicyPublication["by"] {
  return { role: role as PolicyPublication["by"]["role"], id };
}

/** Approvals on the wire. */
export function approvalsView(approvals: readonly Approval[]): PolicyApprovals["approvals"] {
  return approvals.map(({ by, at }) => ({ by, at: at.toISOString() }));
}

/** A problem of the policy on the wire, as refusals list them. */
export function problemView({ code, message, where, excerpt, severity }: Problem): ProblemPart {
  return {
    detail: message,
    code,
    ...(where === undefined ? {} : { where }),
    ...(severity === undefined ? {} : { severity }),
    ...(excerpt === undefined ? {} : { excerpt }),
  };
}
