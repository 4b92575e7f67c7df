import type { ErrorTable } from "../http/error-registry.js";

export const DECISION_ERRORS = {
  EH_DECISION_NOT_FOUND: { status: 404, title: "There is no such decision" },
  EH_DECISION_ERASED: { status: 410, title: "What the decision relied on was erased" },
  EH_DETECTOR_NOT_FOUND: { status: 404, title: "The policy has no such detector" },
  EH_SERVICE_ALREADY_RUNNING: { status: 503, title: "Another service decides on this database" },
} as const satisfies ErrorTable;
