import type { ErrorTable } from "../http/error-registry.js";

export const MEASURE_ERRORS = {
  EH_MEASURE_NOT_FOUND: { status: 404, title: "There is no such measure" },
  EH_MEASURE_ENDED: { status: 409, title: "The measure has ended already" },
  EH_MEASURE_VOIDED: { status: 409, title: "The measure was voided already" },
  EH_MEASURE_CLAUSE_UNKNOWN: { status: 422, title: "The policy in force has no such clause" },
  EH_MEASURE_NOT_IN_LADDER: { status: 422, title: "The ladder does not allow this measure at this standing" },
  EH_MEASURE_TARGET: { status: 422, title: "The measure does not fall on such a target" },
  EH_MEASURE_POLICY: { status: 409, title: "Another policy has come into force meanwhile" },
  EH_MEASURE_UNJOURNALED: { status: 500, title: "A measure lacks its journal entry", internal: true },
  EH_MEASURE_STATEMENT: { status: 500, title: "A measure lacks its statement", internal: true },
  EH_DECISION_POLICY: { status: 500, title: "A decision names a policy version that is not stored", internal: true },
  EH_JOURNAL_SEQUENCE: { status: 500, title: "The journal's sequence would have a gap", internal: true },
  EH_JOURNAL_IMMUTABLE: { status: 500, title: "A journal entry would change", internal: true },
  EH_STORE_IMMUTABLE: { status: 500, title: "A record would change that never does", internal: true },
  EH_POLICY_IMMUTABLE: { status: 500, title: "A stored policy would change", internal: true },
} as const satisfies ErrorTable;
