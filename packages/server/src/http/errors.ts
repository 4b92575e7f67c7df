import type { ErrorTable } from "./error-registry.js";

/** Errors of HTTP itself: every operation may answer these. */
export const HTTP_ERRORS = {
  EH_REQUEST_INVALID: { status: 400, title: "The request does not fit its schema" },
  EH_REQUEST_MALFORMED: { status: 400, title: "This is not a well-formed HTTP request" },
  EH_JSON_INVALID: { status: 400, title: "The body is not JSON" },
  EH_JSON_TOO_DEEP: { status: 400, title: "The JSON is nested too deep, or has too many values" },
  EH_JSON_KEY_FORBIDDEN: { status: 400, title: "The JSON has a key that no object may have" },
  EH_IDEMPOTENCY_KEY_MISSING: { status: 400, title: "The Idempotency-Key header is missing" },
  EH_IDEMPOTENCY_KEY_INVALID: { status: 400, title: "The Idempotency-Key header is not usable" },
  EH_NOT_FOUND: { status: 404, title: "There is nothing here" },
  EH_METHOD_NOT_ALLOWED: { status: 405, title: "This address has no such method" },
  EH_REQUEST_TIMEOUT: { status: 408, title: "The request took too long to arrive" },
  EH_IDEMPOTENCY_RUNNING: {
    status: 409,
    title: "The first request with this key is still running",
    retryAfterSeconds: 2,
  },
  EH_BODY_TOO_BIG: { status: 413, title: "The body is too big" },
  EH_URL_TOO_LONG: { status: 414, title: "The address is too long" },
  EH_CONTENT_TYPE: { status: 415, title: "The content type is not one that is read here" },
  EH_EXPECTATION_FAILED: { status: 417, title: "The Expect header asks for what is not done here" },
  EH_IDEMPOTENCY_MISMATCH: { status: 422, title: "The key was used for another request" },
  EH_RATE_LIMITED: { status: 429, title: "Too many requests" },
  EH_HEADERS_TOO_BIG: { status: 431, title: "The headers are too big" },
  EH_INTERNAL: { status: 500, title: "Evenhand failed" },
  EH_SERVICE_STOPPING: { status: 503, title: "The service is stopping", retryAfterSeconds: 5 },
  EH_NOT_READY: { status: 503, title: "The service is not ready", retryAfterSeconds: 5 },
} as const satisfies ErrorTable;
