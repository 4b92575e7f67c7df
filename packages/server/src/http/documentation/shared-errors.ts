import type { ErrorTable } from "../error-registry.js";
import type { Route } from "../route.js";

type Code = keyof ErrorTable;

const EVERYWHERE: readonly Code[] = [
  "EH_REQUEST_MALFORMED",
  "EH_REQUEST_TIMEOUT",
  "EH_URL_TOO_LONG",
  "EH_EXPECTATION_FAILED",
  "EH_HEADERS_TOO_BIG",
  "EH_INTERNAL",
  "EH_SERVICE_STOPPING",
];
const WITH_A_KEY: readonly Code[] = [
  "EH_KEY_MISSING",
  "EH_KEY_INVALID",
  "EH_SCOPE_MISSING",
  "EH_STORE_UNAVAILABLE",
  "EH_STORE_BUSY",
];
const WITH_A_BODY: readonly Code[] = ["EH_BODY_TOO_BIG", "EH_CONTENT_TYPE"];
const WITH_JSON: readonly Code[] = ["EH_JSON_INVALID", "EH_JSON_TOO_DEEP", "EH_JSON_KEY_FORBIDDEN"];
const WITH_IDEMPOTENCY_KEY: readonly Code[] = [
  "EH_IDEMPOTENCY_KEY_MISSING",
  "EH_IDEMPOTENCY_KEY_INVALID",
  "EH_IDEMPOTENCY_RUNNING",
  "EH_IDEMPOTENCY_MISMATCH",
];

/** Every code that an operation may answer: its own, and those that follow from how it is declared. */
export function errorsOf(route: Route): readonly Code[] {
  const takesBody = route.body !== undefined || route.contentTypes !== undefined;
  const codes: readonly Code[] = [
    ...route.errors,
    ...(route.scope === "public" && route.query === undefined && route.params === undefined && !takesBody
      ? []
      : ["EH_REQUEST_INVALID" as const]),
    ...(route.scope === "public" ? [] : WITH_A_KEY),
    ...(takesBody ? WITH_A_BODY : []),
    ...(route.body !== undefined && readsJson(route) ? WITH_JSON : []),
    ...(route.idempotency === "key" ? WITH_IDEMPOTENCY_KEY : []),
    // Beside an operation's own window: too many refused keys.
    ...(route.rate === "exempt" && route.scope === "public" ? [] : ["EH_RATE_LIMITED" as const]),
    ...EVERYWHERE,
  ];
  return [...new Set(codes)];
}

/** Whether JSON is read, by the gate or, where the operation has content types of its own, by the operation. */
function readsJson({ contentTypes }: Route): boolean {
  return contentTypes === undefined || contentTypes.some((type) => /^application\/(?:.*\+)?json$/.test(type));
}
