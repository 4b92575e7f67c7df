/** The HTTP application: every operation is declared as a {@link Route}, and what all of them share is here. */
import helmet from "@fastify/helmet";
import { EvenhandError } from "@evenhand/contract";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from "fastify";
import type { TSchema } from "typebox";
import { createKeyVerifier } from "../keys/verify-keys.js";
import type { Service } from "../service/service.js";
import { logAccess } from "./access-log.js";
import { createGate } from "./authenticate.js";
import { checkContentType } from "./body.js";
import { registerOpenApi } from "./documentation/register-openapi.js";
import { documentationRoutes } from "./documentation/routes.js";
import { createMethodFinder } from "./find-methods.js";
import { HttpError } from "./http-error.js";
import { createIdempotently } from "./idempotency/idempotently.js";
import { answerClientError, answerExpectation, type Explain } from "./malformed.js";
import { mountRoute } from "./mount-route.js";
import { isFault, PROBLEM_TYPE, problemFor } from "./problem.js";
import type { Caller, Route } from "./route.js";
import { compileValidator, type RequestPart } from "./validation.js";

declare module "fastify" {
  interface FastifyRequest {
    /** Set once the request has passed the gate. */
    caller: Caller | null;
  }
  interface FastifyContextConfig {
    evenhand?: Route;
  }
}

export interface AppOptions {
  /** Whether answers are held against their declared schemas; for tests. */
  readonly checkAnswers?: boolean;
  /** How often timeouts are looked for, in milliseconds; 5,000 unless said. */
  readonly checkTimeoutsMs?: number;
}

const MAX_URL = 8_192;
const MAX_PARAMETER = 2_048;
const KEEP_ALIVE_MS = 72_000;
const CHECK_TIMEOUTS_MS = 5_000;
const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;

/**
 * Builds the application. `await app.listen(…)` serves it; `await app.close()` answers what has arrived and then ends.
 *
 * @param routes every operation of the service; `operation` and method with path must be unique
 */
export function createApp(service: Service, routes: readonly Route[], options: AppOptions = {}): FastifyInstance {
  const { config, log, ids } = service;
  const pathOf = (url: string): string => url.slice(0, url.indexOf("?") === -1 ? url.length : url.indexOf("?"));
  const explain: Explain = (error, path) =>
    problemFor(error, { publicUrl: config.publicUrl, path, requestId: ids.next() });
  const fail = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const answer = problemFor(error, { publicUrl: config.publicUrl, path: pathOf(request.url), requestId: request.id });
    if (isFault(answer)) log.error({ err: error, requestId: request.id, code: answer.body.code }, "a request failed");
    // What comes after a body that was not read would be taken for the next request.
    if (answer.status === 413 || answer.status === 408) reply.header("connection", "close");
    reply
      .code(answer.status)
      .headers(answer.headers)
      .header("content-type", PROBLEM_TYPE)
      .header("cache-control", "no-store")
      // Also where the request failed before any hook: its address could not be read.
      .header("x-request-id", request.id)
      .header("x-content-type-options", "nosniff");
    return reply.send(JSON.stringify(answer.body));
  };

  const every: readonly Route[] = [
    ...routes,
    ...documentationRoutes(
      () => every,
      () => app.swagger(),
      config.publicUrl,
    ),
  ];
  const methodsOf = createMethodFinder(every);
  const app = Fastify({
    loggerInstance: log,
    childLoggerFactory: (logger) => logger,
    // Ours, without personal data: `access-log.ts`.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: (raw) => {
      const given = raw.headers["x-request-id"];
      return typeof given === "string" && REQUEST_ID.test(given) ? given : ids.next();
    },
    trustProxy: (_address, hop) => hop < config.http.trustedProxies,
    bodyLimit: config.http.bodyBytes,
    requestTimeout: config.http.requestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: {
      headersTimeout: Math.ceil(config.http.requestTimeoutMs / 2),
      connectionsCheckingInterval: options.checkTimeoutsMs ?? CHECK_TIMEOUTS_MS,
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
  app.decorateRequest("caller", null);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.setValidatorCompiler(({ schema, httpPart }) => compileValidator(schema as TSchema, httpPart as RequestPart));
  app.setErrorHandler((error, request, reply) => fail(error, request, reply));

  const verifier = createKeyVerifier(service);
  const gate = createGate(service, verifier);
  let stopping = false;
  app.addHook("preClose", (done) => {
    stopping = true;
    done();
  });
  app.addHook("onClose", async () => verifier.settle());

  app.register(helmet, {
    global: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] },
    },
    strictTransportSecurity: config.publicUrl.startsWith("https:")
      ? { maxAge: 31_536_000, includeSubDomains: false }
      : false,
    referrerPolicy: { policy: "no-referrer" },
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
    if (stopping) {
      reply.header("connection", "close");
      throw new EvenhandError(
        "EH_SERVICE_STOPPING",
        "The service is stopping. Repeat the request; another start will answer it.",
      );
    }
    checkRequestLine(request);
    const { evenhand: route } = request.routeOptions.config;
    request.caller = await gate(request, reply, route);
    if (route !== undefined) checkContentType(request, route);
  });
  logAccess(app, service);

  app.setNotFoundHandler((request, reply) => {
    const methods = methodsOf(pathOf(request.url));
    const told = `${request.method} ${pathOf(request.url).slice(0, 200)}`;
    const error =
      methods.length === 0
        ? new EvenhandError(
            "EH_NOT_FOUND",
            `There is nothing at ${told}. ${config.publicUrl}/docs lists every operation.`,
          )
        : new HttpError("EH_METHOD_NOT_ALLOWED", `${told} does not exist. The address has ${methods.join(", ")}.`, {
            allow: methods.join(", "),
          });
    return fail(error, request, reply);
  });

  registerOpenApi(app, config);
  const mount = {
    idempotently: createIdempotently(service),
    checkAnswers: options.checkAnswers ?? false,
    around: async <T>(_route: Route, _request: FastifyRequest, work: () => Promise<T>): Promise<T> => await work(),
  };
  app.register(async (scope) => {
    for (const route of every) mountRoute(scope, route, mount);
  });
  return app;
}

/** @throws EvenhandError EH_URL_TOO_LONG, EH_REQUEST_MALFORMED */
function checkRequestLine(request: FastifyRequest): void {
  if (request.url.length > MAX_URL) {
    throw new EvenhandError("EH_URL_TOO_LONG", `The address has more than ${MAX_URL} characters.`);
  }
  // The database could not store it, and nothing of ours contains it.
  if (request.url.includes("%00")) {
    throw new EvenhandError("EH_REQUEST_MALFORMED", "The address holds the character U+0000.");
  }
  if (request.headers.host === undefined && request.raw.httpVersion === "1.1") {
    throw new EvenhandError("EH_REQUEST_MALFORMED", "The Host header is missing.");
  }
}
