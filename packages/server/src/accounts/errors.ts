import type { ErrorTable } from "../http/error-registry.js";

export const ACCOUNT_ERRORS = {
  EH_ACCOUNT_NOT_FOUND: { status: 404, title: "There is no such account" },
  EH_ITEM_NOT_FOUND: { status: 404, title: "There is no such item" },
  EH_ITEM_CONTENT_GONE: { status: 410, title: "The item's content is no longer kept" },
} as const satisfies ErrorTable;
