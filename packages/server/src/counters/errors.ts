import type { ErrorTable } from "../http/error-registry.js";

export const COUNTER_ERRORS = {
  EH_COUNTER_LOG_CORRUPT: { status: 500, title: "A row of the counter log cannot be read" },
} as const satisfies ErrorTable;
