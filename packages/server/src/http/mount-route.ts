import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { type Answer, answerCheck, renderAnswer } from "./answer.js";
import { ANONYMOUS } from "./authenticate.js";
import { readBody } from "./body.js";
import { fingerprintOf, type Idempotently } from "./idempotency/idempotently.js";
import { readIdempotencyKey } from "./idempotency/read-key.js";
import type { Route, RouteInput } from "./route.js";
import type { Around } from "./tracing.js";

type Input = RouteInput<never, never, never>;

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
    const answer = renderAnswer(route, await route.handle(inputOf(request, reply)));
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

function inputOf(request: FastifyRequest, reply: FastifyReply): Input {
  let controller: AbortController | undefined;
  return {
    caller: request.caller ?? ANONYMOUS,
    params: request.params as never,
    query: request.query as never,
    body: request.body as never,
    headers: request.headers,
    requestId: request.id,
    // Made where it is asked for: most handlers are done before a client could go.
    get signal() {
      if (controller === undefined) {
        const made = new AbortController();
        controller = made;
        if (reply.raw.destroyed) made.abort();
        reply.raw.once("close", () => {
          if (!reply.raw.writableFinished) made.abort();
        });
      }
      return controller.signal;
    },
  };
}
