import type { ErrorTable } from "../../http/error-registry.js";

export const BANK_STATS_ERRORS = {
  EH_BANK_STATS_ABORTED: { status: 503, title: "The bank's statistics took too long" },
} as const satisfies ErrorTable;
