import type { ErrorTable } from "../http/error-registry.js";

export const STATEMENT_ERRORS = {
  EH_STATEMENT_NOT_FOUND: { status: 404, title: "There is no such statement" },
} as const satisfies ErrorTable;
