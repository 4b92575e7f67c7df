import type { ErrorTable } from "./error-registry.js";

/** Errors of the database and the journal, most of them raised by its own constraints. */
export const STORE_ERRORS = {
  EH_STORE_UNAVAILABLE: { status: 503, title: "The database cannot be reached", retryAfterSeconds: 5, internal: true },
  EH_STORE_BUSY: { status: 503, title: "The database is too busy", retryAfterSeconds: 2, internal: true },
  EH_STORE_IMMUTABLE: { status: 500, title: "Something recorded would have been changed" },
  EH_STORE_VERSION: { status: 500, title: "The database is of another version" },
  EH_STORE_IN_USE: { status: 500, title: "Another service uses the data directory" },
  EH_STORE_DIRECTORY: { status: 500, title: "The data directory cannot be used" },
  EH_STORE_MIGRATION: { status: 500, title: "The database could not be brought to this release" },
  EH_JOURNAL_SEQUENCE: { status: 500, title: "The journal's sequence would have been broken" },
  EH_JOURNAL_IMMUTABLE: { status: 500, title: "A journal entry would have been changed" },
  EH_MEASURE_POLICY: { status: 409, title: "The policy in force changed meanwhile" },
  EH_MEASURE_UNJOURNALED: { status: 500, title: "A measure would have had no journal entry" },
  EH_MEASURE_STATEMENT: { status: 500, title: "A measure would have had no statement" },
  EH_POLICY_IMMUTABLE: { status: 500, title: "A kept policy version would have been changed" },
} as const satisfies ErrorTable;
