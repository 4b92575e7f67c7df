/** Fastify as this service sets it up: limits, timeouts, parsing left to us, and its own answers replaced by problems. */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from "fastify";
import type { TSchema } from "typebox";
import type { Service } from "../service/service.js";
import { answerClientError, answerExpectation, type Explain } from "./malformed.js";
import { compileValidator, type RequestPart } from "./validation.js";

export interface ServerOptions {
  /** How often timeouts are looked for, in milliseconds. */
  readonly checkTimeoutsMs: number;
  /** The answer where there is no request to answer to. */
  readonly explain: Explain;
  /** Answers a request that failed. */
  readonly fail: (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply;
}

const MAX_PARAMETER = 2_048;
/** Longer than load balancers keep idle connections, so that they close first. */
const KEEP_ALIVE_MS = 72_000;
const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** Creates the server, without routes and hooks. */
export function createServer(
  service: Pick<Service, "config" | "log" | "ids">,
  options: ServerOptions,
): FastifyInstance {
  const { http } = service.config;
  const { explain, fail } = options;
  const app = Fastify({
    loggerInstance: service.log,
    childLoggerFactory: (logger) => logger,
    // Ours, without personal data: `access-log.ts`.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: (raw) => {
      const given = raw.headers["x-request-id"];
      return typeof given === "string" && REQUEST_ID.test(given) ? given : service.ids.next();
    },
    trustProxy: (_address, hop) => hop < http.trustedProxies,
    bodyLimit: http.bodyBytes,
    requestTimeout: http.requestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: {
      headersTimeout: Math.ceil(http.requestTimeoutMs / 2),
      connectionsCheckingInterval: options.checkTimeoutsMs,
      // Ours to refuse, with a problem as body.
      requireHostHeader: false,
    },
    return503OnClosing: false,
    routerOptions: { maxParamLength: MAX_PARAMETER },
    clientErrorHandler: (error, socket) => answerClientError(explain, error, socket),
    frameworkErrors: (error, request, reply) => {
      fail(error, request, reply);
    },
  }) as unknown as FastifyInstance;
  app.server.on("checkExpectation", (request, response) => answerExpectation(explain, request, response));
  // Bodies come as bytes, and are parsed where the operation is known.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.setValidatorCompiler(({ schema, httpPart }) => compileValidator(schema as TSchema, httpPart as RequestPart));
  app.setErrorHandler((error, request, reply) => fail(error, request, reply));
  return app;
}
