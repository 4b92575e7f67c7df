import type { ErrorTable } from "./error-registry.js";

/** Errors of the database as a whole. What its constraints raise stands with the domain that they guard. */
export const STORE_ERRORS = {
  EH_STORE_UNAVAILABLE: { status: 503, title: "The database cannot be reached", retryAfterSeconds: 5, internal: true },
  EH_STORE_BUSY: { status: 503, title: "The database is too busy", retryAfterSeconds: 2, internal: true },
  EH_STORE_VERSION: { status: 500, title: "The database is of another version" },
  EH_STORE_IN_USE: { status: 500, title: "Another service uses the data directory" },
  EH_STORE_DIRECTORY: { status: 500, title: "The data directory cannot be used" },
  EH_STORE_MIGRATION: { status: 500, title: "The database could not be brought to this release" },
} as const satisfies ErrorTable;
