import type { Problem } from "../wire/problem.js";
import type { Answer } from "./attempt.js";
import { EvenhandApiError, EvenhandClientError } from "./errors.js";
import { parseRetryAfter } from "./retry.js";

/** The value of a successful answer. @throws EvenhandApiError, or EvenhandClientError EH_CLIENT_ANSWER_INVALID */
export function readAnswer(answer: Answer): unknown {
  const value = parse(answer.text);
  if (answer.status >= 200 && answer.status < 300) {
    if (answer.text === "") return undefined;
    if (value !== undefined) return value;
    throw new EvenhandClientError(
      "EH_CLIENT_ANSWER_INVALID",
      `The answer (status ${answer.status}) is no JSON. Does the option url name the service itself?`,
    );
  }
  throw new EvenhandApiError(
    answer.status,
    readProblem(answer.status, value),
    answer.headers.get("x-request-id") ?? undefined,
    parseRetryAfter(answer.headers.get("retry-after"), Date.now()),
  );
}

/** Problem details out of whatever came: something between us and the service may have answered in its stead. */
export function readProblem(status: number, value: unknown): Problem {
  const given = typeof value === "object" && value !== null ? (value as Partial<Problem>) : {};
  if (typeof given.code === "string" && given.code.startsWith("EH_"))
    return { ...given, code: given.code, title: given.title ?? given.code, status };
  const redirected = status === 0 || (status >= 300 && status < 400);
  return {
    ...given,
    code: "EH_CLIENT_ANSWER_INVALID",
    title: redirected
      ? "The address redirects: set the option url to where the service itself is"
      : "The answer is not one of the service's: something in between answered",
    status,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
