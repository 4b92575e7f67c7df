/** Asks classifiers that others run: remembers, shares, bounds and leaves alone what does not work. */
import { setMaxListeners } from "node:events";
import { OutboundClient, type OutboundClientOptions } from "../outbound/outbound-client.js";
import type { Service } from "../service/service.js";
import { AnswerCache, questionKey } from "./answer-cache.js";
import { CircuitBreaker, type CircuitState } from "./circuit-breaker.js";
import type { Definition } from "./definition.js";
import { makeRequest, type RequestResult, setupProblem } from "./make-request.js";
import { Places } from "./places.js";
import { answerFrom } from "./protocol.js";
import { RequestBudget } from "./request-budget.js";
import type { NoAnswer, Question, Reply } from "./reply.js";

/** Answers that are remembered. */
const CACHED_ANSWERS = 20_000;
/** Requests to one endpoint at the same time, and questions that wait for one of these. */
const AT_ONCE = 16;
const MOST_WAITING = 20_000;
/** Endpoints and budgets that are remembered: those of a few policy versions. */
const MOST_KEPT = 1_000;

/** What says nothing of the endpoint, because it was not asked to the end. */
const NOT_ASKED: ReadonlySet<NoAnswer["reason"]> = new Set(["budget", "busy", "stopped"]);

const STATES: Readonly<Record<CircuitState, number>> = { closed: 0, "half-open": 1, open: 2 };

/** One endpoint, as it is asked by one or several classifiers. */
interface Endpoint {
  readonly breaker: CircuitBreaker;
  readonly places: Places;
}

export class ExternalClassifiers implements Disposable {
  readonly #service: Pick<Service, "config" | "clock" | "log" | "metrics">;
  readonly #outbound: OutboundClient;
  readonly #cache = new AnswerCache(CACHED_ANSWERS);
  readonly #underWay = new Map<string, Promise<RequestResult>>();
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #budgets = new Map<string, RequestBudget>();
  readonly #stop = new AbortController();

  constructor(service: Pick<Service, "config" | "clock" | "log" | "metrics">, outbound: OutboundClientOptions = {}) {
    this.#service = service;
    this.#outbound = new OutboundClient(outbound);
    // Everything that is under way listens to it.
    setMaxListeners(0, this.#stop.signal);
  }

  /** Asks one question. Never rejects, and takes no longer than the classifier's timeout. */
  async ask(question: Question): Promise<Reply> {
    const { classifier } = question.definition;
    const { metrics, clock } = this.#service;
    const key = questionKey(question);
    const kept = this.#cache.get(key, clock.now(), classifier.cacheMs);
    const result = kept === undefined ? await this.#askShared(key, question) : { reading: kept };
    const reply = replyFrom(result, question);
    const came = kept === undefined ? "answered" : "cached";
    metrics.classifierAnswers.inc({ classifier: classifier.name, result: "reason" in reply ? reply.reason : came });
    return reply;
  }

  /** Tells the operator what is missing before these can be asked. */
  tellMissing(definitions: Iterable<Definition>): void {
    const { config, log } = this.#service;
    for (const definition of definitions) {
      const missing = setupProblem(definition, config.classifiers);
      if (missing === undefined) continue;
      const { name: classifier } = definition.classifier;
      log.warn({ classifier, missing }, "a classifier of the policy cannot be asked: its events go to people");
    }
  }

  /** Ends what is under way. */
  [Symbol.dispose](): void {
    this.#stop.abort();
    this.#outbound[Symbol.dispose]();
  }

  /** Equal questions at the same time are one request. */
  #askShared(key: string, question: Question): Promise<RequestResult> {
    const same = this.#underWay.get(key);
    if (same !== undefined) return same;
    const asking = this.#askInTurn(key, question).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, asking);
    return asking;
  }

  async #askInTurn(key: string, question: Question): Promise<RequestResult> {
    const { timeoutMs } = question.definition.classifier;
    const { config } = this.#service;
    const deadline = performance.now() + timeoutMs;
    const missing = setupProblem(question.definition, config.classifiers);
    if (missing !== undefined) return none("setup", missing);
    const endpoint = keep(this.#endpoints, question.definition.requestId, newEndpoint);
    if (!(await endpoint.places.take(timeoutMs, this.#stop.signal))) {
      if (this.#stop.signal.aborted) return none("stopped", "the service was being stopped");
      return none("busy", "too many texts were waiting for it");
    }
    try {
      return await this.#askEndpoint(key, question, endpoint, deadline);
    } finally {
      endpoint.places.leave();
    }
  }

  async #askEndpoint(key: string, question: Question, { breaker }: Endpoint, deadline: number): Promise<RequestResult> {
    const { classifier } = question.definition;
    const { clock, config, metrics } = this.#service;
    if (!breaker.enter(clock.now())) return none("open", "it has failed several times, and is left alone for a while");
    this.#show(classifier.name, breaker);
    const budget = keep(this.#budgets, classifier.name, () => new RequestBudget());
    const end = metrics.classifierSeconds.startTimer({ classifier: classifier.name });
    const result = await makeRequest(question, deadline, {
      outbound: this.#outbound,
      settings: config.classifiers,
      signal: this.#stop.signal,
      now: () => clock.now(),
      takeBudget: () => budget.take(clock.now(), classifier.budget),
    });
    const wasAsked = !("reason" in result) || !NOT_ASKED.has(result.reason);
    if (wasAsked) end();
    this.#judge(classifier.name, breaker, result, wasAsked);
    const isOfUse = "reading" in result && typeof answerFrom(result.reading, question) !== "string";
    if (isOfUse && classifier.cacheMs > 0) this.#cache.set(key, result.reading, clock.now());
    return result;
  }

  #judge(name: string, breaker: CircuitBreaker, result: RequestResult, wasAsked: boolean): void {
    const { log, clock } = this.#service;
    const before = breaker.state;
    if (!wasAsked) breaker.release();
    else if ("blames" in result && result.blames) breaker.fail(clock.now());
    else breaker.succeed();
    this.#show(name, breaker);
    if (before === "closed" && breaker.state === "open") {
      const { reason, why } = result as NoAnswer;
      log.warn({ classifier: name, reason, why }, "a classifier fails, and is left alone for a while");
    }
    if (before === "half-open" && breaker.state === "closed") log.info({ classifier: name }, "a classifier is back");
  }

  #show(classifier: string, { state }: CircuitBreaker): void {
    this.#service.metrics.classifierCircuit.set({ classifier }, STATES[state]);
  }
}

function newEndpoint(): Endpoint {
  return { breaker: new CircuitBreaker(), places: new Places(AT_ONCE, MOST_WAITING) };
}

function replyFrom(result: RequestResult, question: Question): Reply {
  if ("reason" in result) return { reason: result.reason, why: result.why };
  const answer = answerFrom(result.reading, question);
  return typeof answer === "string" ? { reason: "answer", why: answer } : answer;
}

function none(reason: NoAnswer["reason"], why: string): RequestResult {
  return { reason, why, blames: false };
}

/** What a map has, or makes and keeps; the oldest goes where there is too much. */
function keep<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  if (map.size > MOST_KEPT) {
    const [oldest] = map.keys();
    if (oldest !== undefined) map.delete(oldest);
  }
  return made;
}
