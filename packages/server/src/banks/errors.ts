import type { ErrorTable } from "../http/error-registry.js";

export const BANK_ERRORS = {
  EH_BANK_NOT_FOUND: { status: 404, title: "There is no such bank" },
  EH_BANK_NOT_LIVE: { status: 409, title: "The bank changes with the policy alone" },
  EH_BANK_KIND: { status: 409, title: "The bank has entries of another kind" },
  EH_BANK_POLICY: { status: 409, title: "Another policy has come into force meanwhile" },
  EH_BANK_FULL: { status: 409, title: "The bank is full" },
  EH_BANK_ENTRY_NOT_FOUND: { status: 404, title: "There is no such entry" },
  EH_BANK_ENTRY: { status: 422, title: "The entry cannot be in a bank" },
  EH_BANK_HASH_ONLY: { status: 422, title: "Such samples are never kept as texts" },
  EH_BANK_FILE: { status: 422, title: "The file cannot be read as entries of a bank" },
  EH_BANK_FORMAT: { status: 422, title: "The bank cannot be written in this format" },
  EH_BANK_UNJOURNALED: { status: 500, title: "A change of a bank lacks its journal entry", internal: true },
} as const satisfies ErrorTable;
