import type { ErrorTable } from "../http/error-registry.js";

export const INTAKE_ERRORS = {
  EH_EVENT_NOT_OBJECT: { status: 400, title: "The event is not a JSON object" },
  EH_EVENT_INVALID: { status: 400, title: "The event does not fit its schema" },
  EH_EVENT_TYPE_UNKNOWN: { status: 400, title: "The event's type is unknown" },
  EH_EVENT_TOO_BIG: { status: 400, title: "The event is too big" },
  EH_EVENT_CONFLICT: { status: 409, title: "Another event has this source and id" },
  EH_EVENT_ERASED: { status: 410, title: "The event was erased" },
  EH_EVENT_SOURCE_RESERVED: { status: 400, title: "The source is Evenhand's own" },
  EH_EVENT_TEXT_UNSTORABLE: { status: 400, title: "The event holds characters that cannot be stored" },
  EH_BATCH_SIZE: { status: 400, title: "The batch has no events, or too many" },
  EH_INTAKE_FULL: { status: 429, title: "Too many events are waiting" },
  EH_INTAKE_STOPPING: { status: 503, title: "The service is stopping" },
  EH_POLICY_NONE: { status: 503, title: "No policy is in force" },
  EH_SERVICE_SUPERSEDED: { status: 503, title: "Another service decides now" },
  EH_EVENT_UNRECORDABLE: { status: 422, title: "The event could not be recorded" },
} as const satisfies ErrorTable;
