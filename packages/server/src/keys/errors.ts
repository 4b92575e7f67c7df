import type { ErrorTable } from "../http/error-registry.js";

/** Errors of identity and of keys. */
export const KEY_ERRORS = {
  EH_KEY_MISSING: { status: 401, title: "An API key is needed" },
  EH_KEY_INVALID: { status: 401, title: "The API key is not valid" },
  EH_SCOPE_MISSING: { status: 403, title: "The API key may not do this" },
  EH_KEY_BEYOND: { status: 403, title: "The key concerned may do more than the key that asks" },
  EH_KEY_NOT_FOUND: { status: 404, title: "There is no such key" },
  EH_KEY_ENDED: { status: 409, title: "The key has ended" },
  EH_KEY_LAST: { status: 409, title: "It is the last key that can manage keys" },
  EH_KEY_EXPIRY: { status: 400, title: "The key would have ended already" },
} as const satisfies ErrorTable;
