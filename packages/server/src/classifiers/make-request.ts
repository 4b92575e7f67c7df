/** One request to a classifier, with at most one repetition where it asks for one. */
import type { Config } from "../config/config.js";
import type { OutboundClient } from "../outbound/outbound-client.js";
import type { OutboundResult } from "../outbound/exchange.js";
import { retryAfterMs } from "../outbound/retry-after.js";
import { pause } from "../service/pause.js";
import type { Definition } from "./definition.js";
import { bodyOf, readAnswer, type Reading } from "./protocol.js";
import type { NoAnswer, Question } from "./reply.js";

/** Bytes of an answer at most: a score is short, and so is what is around it. */
const ANSWER_BYTES = 262_144;
/** Less time than this is not worth another try. */
const LEAST_TRY_MS = 50;

export interface RequestContext {
  readonly outbound: OutboundClient;
  readonly settings: Config["classifiers"];
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** Whether one more request may be made. */
  readonly takeBudget: () => boolean;
}

/** `blames`: whether the endpoint is at fault, so that it had better be left alone for a while. */
export type RequestResult = { readonly reading: Reading } | (NoAnswer & { readonly blames: boolean });

/** What the operator has to do before a classifier can be asked; undefined where nothing. */
export function setupProblem({ classifier }: Definition, { hosts, keys }: Config["classifiers"]): string | undefined {
  const { url, key } = classifier;
  const { host } = new URL(url);
  if (!hosts.includes(host)) return `its host ${host} is not among EVENHAND_CLASSIFIER_HOSTS`;
  if (key !== undefined && !keys.has(key)) return `${key} is not set`;
  return undefined;
}

/**
 * Asks. Never rejects.
 *
 * @param deadline when an answer is of no more use, by `performance.now()`
 */
export async function makeRequest(
  question: Question,
  deadline: number,
  context: RequestContext,
): Promise<RequestResult> {
  const timeLeft = (): number => Math.floor(deadline - performance.now());
  if (timeLeft() < LEAST_TRY_MS) return { reason: "busy", why: "too many texts were waiting for it", blames: false };
  if (!context.takeBudget()) return { reason: "budget", why: "its budget of requests is used up", blames: false };
  const first = await post(question, timeLeft(), context);
  const wait = waitAsked(first, context.now());
  // Only a wait that leaves time for an answer is waited.
  if (wait === undefined || wait + LEAST_TRY_MS > timeLeft()) return read(first, question);
  await pause(wait, context.signal);
  if (context.signal.aborted) return STOPPED;
  if (timeLeft() < LEAST_TRY_MS || !context.takeBudget()) return read(first, question);
  return read(await post(question, timeLeft(), context), question);
}

const STOPPED = { reason: "stopped", why: "the service was being stopped", blames: false } as const;

function post(question: Question, timeoutMs: number, context: RequestContext): Promise<OutboundResult> {
  const { url, key } = question.definition.classifier;
  const secret = key === undefined ? undefined : context.settings.keys.get(key);
  return context.outbound.post({
    url,
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      "accept-encoding": "identity",
      "user-agent": "Evenhand",
      ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
    },
    body: Buffer.from(JSON.stringify(bodyOf(question))),
    allowPrivate: context.settings.allowPrivate,
    timeoutMs,
    signal: context.signal,
    answerBytes: ANSWER_BYTES,
  });
}

/** How long a classifier that is overloaded wants us to wait; undefined where it says nothing of the kind. */
function waitAsked(result: OutboundResult, nowMs: number): number | undefined {
  if (result.kind !== "answered" || (result.status !== 429 && result.status !== 503)) return undefined;
  return retryAfterMs(result.retryAfter, nowMs);
}

function read(result: OutboundResult, question: Question): RequestResult {
  if (result.kind === "aborted") return STOPPED;
  if (result.kind !== "answered") return { reason: result.kind, why: result.reason, blames: true };
  const { status, body } = result;
  if (body === undefined) {
    if (status === 429) return { reason: "throttled", why: "it wants fewer requests (HTTP 429)", blames: true };
    // What it says of this request alone says nothing of the next one.
    const ofThisText = status === 400 || status === 413 || status === 422;
    return { reason: "status", why: `it answered HTTP ${status}`, blames: !ofThisText };
  }
  if (body.type !== "application/json") return answer("its answer is no application/json", true);
  let json: unknown;
  try {
    json = JSON.parse(body.bytes.toString("utf8"));
  } catch {
    return answer("its answer is no JSON", true);
  }
  // Not blamed: a text could be written to make a model misbehave, and must not silence it for the texts of others.
  const reading = readAnswer(json, question);
  return typeof reading === "string" ? answer(reading, false) : { reading };
}

function answer(why: string, blames: boolean): RequestResult {
  return { reason: "answer", why, blames };
}
