import type { ErrorTable } from "../http/error-registry.js";

/** Why something about policies was refused. */
export const POLICY_ERRORS = {
  EH_POLICY_NOT_FOUND: { status: 404, title: "There is no such policy version" },
  EH_POLICY_ARCHIVE: { status: 400, title: "The upload is not a policy archive" },
  EH_POLICY_ARCHIVE_TOO_BIG: { status: 413, title: "The policy archive is beyond the limits" },
  EH_POLICY_REFUSED: { status: 422, title: "The policy has errors, or cases of it fail" },
  EH_POLICY_CHECK_ABORTED: { status: 422, title: "Checking the policy took too much time or memory" },
  EH_POLICY_BUSY: { status: 429, title: "Other policies are being checked", retryAfterSeconds: 10 },
  EH_POLICY_APPROVAL_MISSING: { status: 409, title: "Somebody else has to approve the policy first" },
  EH_POLICY_APPROVAL_OWN: { status: 403, title: "Nobody approves what they uploaded themselves" },
  EH_POLICY_BACKTEST_MISSING: { status: 409, title: "The policy has not been compared with the one in force" },
  EH_POLICY_CHANGED: { status: 409, title: "Another policy is in force than the caller has seen" },
  EH_POLICY_NO_PREVIOUS: { status: 409, title: "There is no earlier publication to go back to" },
  EH_POLICY_NEVER_PUBLISHED: { status: 409, title: "The version was never published" },
  EH_POLICY_VERSION_DRIFT: { status: 409, title: "A stored policy reads differently in this release" },
} as const satisfies ErrorTable;
