import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type TSchema, Type } from "typebox";
import { type Answer, answerCheck, renderAnswer } from "./answer.js";
import { ANONYMOUS } from "./authenticate.js";
import { readBody } from "./body.js";
import { fingerprintOf, type Idempotently } from "./idempotency/idempotently.js";
import { readIdempotencyKey } from "./idempotency/read-key.js";
import type { Caller, Route, RouteInput } from "./route.js";
import type { Around } from "./tracing.js";

export interface MountOptions {
  readonly idempotently: Idempotently;
  /** Whether answers are held against their schemas. */
  readonly checkAnswers: boolean;
  readonly around: Around;
}

const NOTHING = Type.Object({}, { additionalProperties: false });

/** Mounts one declared operation. */
export function mountRoute(app: FastifyInstance, route: Route, options: MountOptions): void {
  const check = options.checkAnswers ? answerCheck(route) : undefined;
  const run = async (request: FastifyRequest, reply: FastifyReply): Promise<Answer> => {
    const answer = renderAnswer(route, await route.handle(new Input(request, reply)));
    check?.(answer);
    return answer;
  };
  app.route({
    method: route.method,
    url: route.path,
    config: { evenhand: route },
    ...(route.bodyBytes === undefined ? {} : { bodyLimit: route.bodyBytes }),
    schema: {
      ...(route.params === undefined ? {} : { params: route.params }),
      // Pages for people are linked from anywhere, with whatever parameters: those are left alone.
      ...(route.query !== undefined || route.scope !== "public" ? { querystring: route.query ?? NOTHING } : {}),
      ...(route.body === undefined || route.contentTypes !== undefined ? {} : { body: route.body }),
    },
    preValidation: (request, _reply, done) => {
      request.body = readBody(request, route);
      done();
    },
    handler: async (request, reply) => {
      const work = (): Promise<Answer> => run(request, reply);
      const answer = await options.around(route, request, () =>
        route.idempotency === "key" ? options.idempotently(idempotentRequest(route, request), work) : work(),
      );
      reply.code(answer.status).headers(answer.headers);
      return reply.send(answer.payload);
    },
  });
}

function idempotentRequest(route: Route, request: FastifyRequest): Parameters<Idempotently>[0] {
  return {
    keyId: request.caller?.keyId ?? "",
    operation: route.operation,
    key: readIdempotencyKey(request.headers["idempotency-key"]),
    fingerprint: fingerprintOf(request.method, request.url, request.body),
  };
}

/** What a handler is given. A class, so that making one for each request costs next to nothing. */
class Input implements RouteInput<TSchema, TSchema, TSchema> {
  readonly caller: Caller;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly headers: FastifyRequest["headers"];
  readonly requestId: string;
  readonly #reply: FastifyReply;
  #controller: AbortController | undefined;

  constructor(request: FastifyRequest, reply: FastifyReply) {
    this.caller = request.caller ?? ANONYMOUS;
    this.params = request.params;
    this.query = request.query;
    this.body = request.body;
    this.headers = request.headers;
    this.requestId = request.id;
    this.#reply = reply;
  }

  /** Made where it is asked for: most handlers are done before a client could go. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = new AbortController();
      const { raw } = this.#reply;
      this.#controller = controller;
      if (raw.destroyed) controller.abort();
      raw.once("close", () => {
        if (!raw.writableFinished) controller.abort();
      });
    }
    return this.#controller.signal;
  }
}
