/** What a handler gave, as it goes over the wire. */
import { Readable } from "node:stream";
import { Compile } from "typebox/compile";
import type { Route, RouteOutput } from "./route.js";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string | Buffer | Readable | undefined;
}

const JSON_TYPE = "application/json; charset=utf-8";

/** Serialises plainly: a schema must not change what is answered, as serialisers made from schemas do. */
export function renderAnswer(route: Route, { status, body, headers = {} }: RouteOutput): Answer {
  if (body === undefined) return { status, headers, payload: undefined };
  const type = route.responses[status]?.contentType ?? JSON_TYPE;
  const isSent = typeof body === "string" || Buffer.isBuffer(body) || body instanceof Readable;
  const payload = isSent ? body : JSON.stringify(body);
  return { status, headers: { "content-type": type, ...headers }, payload };
}

/**
 * Makes a check that answers are what the operation declares. For tests: documentation that is not true fails there.
 *
 * @throws TypeError (of the returned function) where status or body are not declared
 */
export function answerCheck(route: Route): (answer: Answer) => void {
  const validators = new Map<string, { Check(value: unknown): boolean; Errors(value: unknown): unknown }>();
  for (const [status, { schema }] of Object.entries(route.responses)) {
    if (schema !== undefined) validators.set(status, Compile(schema));
  }
  return ({ status, payload }) => {
    const declared = route.responses[status];
    if (declared === undefined) throw new TypeError(`${route.operation} answered ${status}, which it does not declare`);
    const validator = validators.get(String(status));
    if (validator === undefined || !(declared.contentType ?? JSON_TYPE).includes("json")) return;
    if (payload instanceof Readable) throw new TypeError(`${route.operation} answered a stream where it declares JSON`);
    const body: unknown = payload === undefined ? undefined : JSON.parse(payload.toString());
    if (validator.Check(body)) return;
    throw new TypeError(
      `${route.operation} answered ${status} off its schema: ${JSON.stringify(validator.Errors(body))}`,
    );
  };
}
