import type { ErrorTable } from "../http/error-registry.js";

export const WEBHOOK_ERRORS = {
  EH_WEBHOOK_NOT_FOUND: { status: 404, title: "There is no such webhook endpoint" },
  EH_WEBHOOK_MESSAGE_NOT_FOUND: { status: 404, title: "There is no such webhook message" },
  EH_WEBHOOK_PRIVATE: { status: 403, title: "Private addresses need a key with the scope admin" },
  EH_WEBHOOK_TOO_MANY: { status: 409, title: "There are too many webhook endpoints" },
  EH_WEBHOOK_AFTER: { status: 422, title: "The journal has no such entry yet" },
} as const satisfies ErrorTable;
