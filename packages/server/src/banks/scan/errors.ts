import type { ErrorTable } from "../../http/error-registry.js";

export const BANK_SCAN_ERRORS = {
  EH_BANK_SCAN_NOT_FOUND: { status: 404, title: "There is no such scan" },
  EH_BANK_SCAN_ENTRIES: { status: 422, title: "These entries cannot be scanned for" },
  EH_BANK_SCAN_BUSY: { status: 429, title: "Too many scans are waiting", retryAfterSeconds: 60 },
  EH_BANK_SCAN_STATE: { status: 409, title: "The scan is not at this point" },
  EH_BANK_SCAN_CLAUSE: { status: 422, title: "No clause is named for the cases" },
} as const satisfies ErrorTable;
