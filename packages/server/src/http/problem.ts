/** Errors on the wire: RFC 9457 problem details, whatever it was that went wrong. */
import type { Problem, ProblemDetails, ProblemPart } from "@evenhand/contract";
import { errorEntry, type ErrorEntry } from "./error-registry.js";
import { HttpError } from "./http-error.js";
import { recognise } from "./recognise-error.js";

export interface ProblemContext {
  readonly publicUrl: string;
  /** Path that was asked, without the query. */
  readonly path: string;
  readonly requestId: string;
}

export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ProblemDetails;
}

export const PROBLEM_TYPE = "application/problem+json; charset=utf-8";

/** As many as the lint output of a policy may have; requests that do not fit a schema have far fewer. */
const MAX_PARTS = 2_001;
const RETRY_AFTER_SECONDS = 5;
const UNKNOWN: ErrorEntry = { status: 500, title: "Evenhand failed" };

/** The answer for anything that was thrown. A fault of the service's tells nothing of its inside. */
export function problemFor(thrown: unknown, context: ProblemContext): ProblemAnswer {
  const error = recognise(thrown);
  const known = errorEntry(error.code);
  const code = known === undefined ? "EH_INTERNAL" : error.code;
  const entry = known ?? UNKNOWN;
  const hidden = entry.status === 500 || entry.internal === true;
  const body: ProblemDetails = {
    type: `${context.publicUrl}/errors#${code}`,
    title: entry.title,
    status: entry.status,
    detail: hidden ? hiddenDetail(entry, context.requestId) : error.message,
    instance: context.path.slice(0, 500),
    code,
    ...(hidden || error.problems.length === 0 ? {} : { errors: error.problems.slice(0, MAX_PARTS).map(partOf) }),
    ...(error instanceof HttpError ? error.members : {}),
  };
  const headers = { ...retryHeaders(entry), ...(error instanceof HttpError ? error.headers : {}) };
  return { status: entry.status, headers, body };
}

function retryHeaders({ status, retryAfterSeconds }: ErrorEntry): Record<string, string> {
  const seconds = retryAfterSeconds ?? (status === 429 || status === 503 ? RETRY_AFTER_SECONDS : undefined);
  return seconds === undefined ? {} : { "retry-after": String(seconds) };
}

function hiddenDetail({ status }: ErrorEntry, requestId: string): string {
  const advice = status === 503 ? "Try again later." : "This is a fault of the service, not of the request.";
  return `${advice} Its log says more under request ${requestId}.`;
}

function partOf({ code, message, where, excerpt, severity }: Problem): ProblemPart {
  return {
    detail: message,
    ...place(where),
    code,
    ...(severity === undefined ? {} : { severity }),
    ...(excerpt === undefined ? {} : { excerpt }),
  };
}

function place(where: string | undefined): Partial<ProblemPart> {
  if (where === undefined) return {};
  if (where === "" || where.startsWith("/")) return { pointer: `#${where}` };
  return /^[\w-]+(\/\d+)?$/.test(where) ? { parameter: where } : { where };
}

/** Whether an error is the service's own fault, so that the log needs to have it whole. */
export function isFault(answer: ProblemAnswer): boolean {
  return answer.status >= 500 && answer.body.code !== "EH_SERVICE_STOPPING" && answer.body.code !== "EH_NOT_READY";
}

/**
 * What the log has of a fault: where it happened, but not the values that drivers attach to errors (the row of a broken
 * constraint, the parameters of a query), since those can be of a person.
 */
export function faultFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { err: { message: `a ${typeof error} was thrown` } };
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  return {
    err: { type: name, message, stack, code, ...(cause === undefined ? {} : { cause: faultFields(cause).err }) },
  };
}
