import type { ErrorTable } from "../http/error-registry.js";

/** Errors of settings and of what is sealed with the master secret. */
export const CONFIG_ERRORS = {
  EH_CONFIG_INVALID: { status: 500, title: "The configuration cannot be used" },
  EH_SEAL_KEY: { status: 500, title: "Data was sealed with another secret" },
  EH_SEAL_BROKEN: { status: 500, title: "Sealed data cannot be opened" },
  EH_SECRET_CHANGED: { status: 500, title: "The master secret is another than the database's", internal: true },
} as const satisfies ErrorTable;
