/**
 * Spans of OpenTelemetry, where the process has its API and somebody registered an SDK (`node --import …`); otherwise
 * nothing happens. The API is an optional peer: it is looked for at the start, and not missed.
 */
import type { FastifyRequest } from "fastify";
import { EvenhandError } from "@evenhand/contract";
import type { Answer } from "./answer.js";
import type { Route } from "./route.js";

/** Runs a handler inside of whatever watches it. */
export type Around = (route: Route, request: FastifyRequest, work: () => Promise<Answer>) => Promise<Answer>;

/** What is used of `@opentelemetry/api`, so that its types need not be installed. */
interface Api {
  readonly trace: {
    getTracer(name: string): {
      startSpan(name: string, options: { kind: number; attributes: Record<string, string> }, context: unknown): Span;
    };
    setSpan(context: unknown, span: Span): unknown;
  };
  readonly context: { active(): unknown; with<T>(context: unknown, work: () => T): T };
  readonly propagation: { extract(context: unknown, carrier: unknown): unknown };
}

interface Span {
  setAttribute(name: string, value: string | number): unknown;
  setStatus(status: { code: number }): unknown;
  end(): void;
}

const API = "@opentelemetry/api";
const SERVER = 1;
const FAILED = 2;

/** Without tracing. */
export const untraced: Around = (_route, _request, work) => work();

/** Tracing where the API is there. */
export async function loadTracing(): Promise<Around> {
  try {
    return traced((await import(API)) as Api);
  } catch {
    return untraced;
  }
}

/** Each request is a span named after its operation's path: nothing in it is of a person. */
function traced({ trace, context, propagation }: Api): Around {
  const tracer = trace.getTracer("evenhand");
  return async (route, request, work) => {
    const parent = propagation.extract(context.active(), request.headers);
    const attributes = {
      "http.request.method": route.method,
      "http.route": route.path,
      "evenhand.operation": route.operation,
      "evenhand.request": request.id,
    };
    const span = tracer.startSpan(`${route.method} ${route.path}`, { kind: SERVER, attributes }, parent);
    try {
      const answer = await context.with(trace.setSpan(parent, span), work);
      span.setAttribute("http.response.status_code", answer.status);
      return answer;
    } catch (error) {
      // The code alone: messages can quote the request.
      span.setAttribute("error.type", error instanceof EvenhandError ? error.code : "EH_INTERNAL");
      span.setStatus({ code: FAILED });
      throw error;
    } finally {
      span.end();
    }
  };
}
