import type { ErrorTable } from "../http/error-registry.js";

export const JOURNAL_ERRORS = {
  EH_JOURNAL_NOT_FOUND: { status: 404, title: "There is no such journal entry" },
  EH_JOURNAL_ACTS: { status: 422, title: "The pattern matches no act" },
  EH_JOURNAL_SUBJECT: { status: 422, title: "A subject has a kind and an id" },
  EH_JOURNAL_PAST_RETENTION: { status: 410, title: "The entries that follow are past their retention" },
  EH_JOURNAL_CURSOR_MOVED: { status: 409, title: "Another reader has moved the cursor" },
} as const satisfies ErrorTable;
