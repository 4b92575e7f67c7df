import type { Problem } from "../wire/problem.js";

/** Codes of errors that the client finds by itself; every other code is the service's (docs/errors.md). */
export type ClientErrorCode =
  | "EH_CLIENT_OPTION_INVALID"
  | "EH_CLIENT_UNREACHABLE"
  | "EH_CLIENT_TIMEOUT"
  | "EH_CLIENT_ANSWER_INVALID"
  | "EH_CLIENT_BUFFER_FULL"
  | "EH_CLIENT_BATCHER_CLOSED"
  | "EH_CLIENT_WEBHOOK_SECRET"
  | "EH_CLIENT_WEBHOOK_HEADERS"
  | "EH_CLIENT_WEBHOOK_TIMESTAMP"
  | "EH_CLIENT_WEBHOOK_SIGNATURE"
  | "EH_CLIENT_WEBHOOK_PAYLOAD";

/** Every error of this package is one of these: a stable code, and a message that says what to do. */
export class EvenhandClientError extends Error {
  override readonly name: string = "EvenhandClientError";
  readonly code: string;

  constructor(code: ClientErrorCode | (string & {}), message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The service answered, and refused. */
export class EvenhandApiError extends EvenhandClientError {
  override readonly name = "EvenhandApiError";
  /** HTTP status; inside a batch, the status that the event alone would have had. */
  readonly status: number;
  /** The problem details (RFC 9457) as they came. */
  readonly problem: Problem;
  /** Names the request in the service's log; `undefined` where the answer had none. */
  readonly requestId: string | undefined;
  /** How long the service asked to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, problem: Problem, requestId?: string, retryAfterMs?: number) {
    super(problem.code, messageOf(status, problem));
    this.status = status;
    this.problem = problem;
    this.requestId = requestId;
    this.retryAfterMs = retryAfterMs;
  }
}

function messageOf(status: number, problem: Problem): string {
  const parts = [problem.title, problem.detail, ...(problem.errors ?? []).slice(0, 3).map((error) => error.detail)];
  const text = [...new Set(parts.filter((part) => part !== undefined && part !== ""))].join(" · ");
  return `${problem.code} (${status}): ${text}`;
}
