/** The HTTP application: every operation is declared as a {@link Route}, and what all of them share is here. */
import helmet from "@fastify/helmet";
import { EvenhandError } from "@evenhand/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { createKeyVerifier } from "../keys/verify-keys.js";
import type { Service } from "../service/service.js";
import { logAccess } from "./access-log.js";
import { createGate } from "./authenticate.js";
import { checkContentType } from "./body.js";
import { createServer } from "./create-server.js";
import { registerOpenApi } from "./documentation/register-openapi.js";
import { documentationRoutes } from "./documentation/routes.js";
import { createMethodFinder } from "./find-methods.js";
import { HttpError } from "./http-error.js";
import { createIdempotently } from "./idempotency/idempotently.js";
import { mountRoute } from "./mount-route.js";
import { faultFields, isFault, PROBLEM_TYPE, problemFor } from "./problem.js";
import type { Caller, Route } from "./route.js";
import { loadTracing } from "./tracing.js";

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
const CHECK_TIMEOUTS_MS = 5_000;
const YEAR_SECONDS = 31_536_000;
const NONE = ["'none'"];

/**
 * Builds the application. `await app.listen(…)` serves it; `await app.close()` answers what has arrived and then ends.
 *
 * @param routes every operation of the service; `operation` and method with path must be unique
 */
export function createApp(service: Service, routes: readonly Route[], options: AppOptions = {}): FastifyInstance {
  const { config } = service;
  const fail = createFailure(service);
  const app = createServer(service, {
    checkTimeoutsMs: options.checkTimeoutsMs ?? CHECK_TIMEOUTS_MS,
    explain: (error, path) => problemFor(error, { publicUrl: config.publicUrl, path, requestId: service.ids.next() }),
    fail,
  });
  const described = (): readonly Route[] => every;
  const document = (): unknown => app.swagger();
  const every: readonly Route[] = [...routes, ...documentationRoutes(described, document, config.publicUrl)];

  protect(app, config.publicUrl.startsWith("https:"));
  guard(app, service);
  logAccess(app, service);
  app.setNotFoundHandler(createNotFound(every, config.publicUrl, fail));
  registerOpenApi(app, config);
  app.register(async (scope) => {
    const around = await loadTracing();
    const mount = { idempotently: createIdempotently(service), checkAnswers: options.checkAnswers ?? false, around };
    for (const route of every) mountRoute(scope, route, mount);
  });
  return app;
}

/** Headers of protection (helmet). They are the same for every answer, so they are worked out once. */
function protect(app: FastifyInstance, https: boolean): void {
  app.register(helmet, {
    global: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: NONE, frameAncestors: NONE, baseUri: NONE, formAction: NONE },
    },
    strictTransportSecurity: https && { maxAge: YEAR_SECONDS, includeSubDomains: false },
    referrerPolicy: { policy: "no-referrer" },
  });
  let headers: Record<string, string> | undefined;
  app.addHook("onRequest", async (_request, reply) => {
    if (headers === undefined) {
      await Promise.resolve(reply.helmet());
      headers = { ...(reply.raw.getHeaders() as Record<string, string>) };
    } else {
      reply.headers(headers);
    }
  });
}

/** Who may ask, and how, before anything of a body is read. */
function guard(app: FastifyInstance, service: Service): void {
  const verifier = createKeyVerifier(service);
  const gate = createGate(service, verifier);
  let stopping = false;
  app.decorateRequest("caller", null);
  app.addHook("preClose", (done) => {
    stopping = true;
    done();
  });
  app.addHook("onClose", async () => verifier.settle());
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
    if (stopping) {
      reply.header("connection", "close");
      throw new EvenhandError("EH_SERVICE_STOPPING", "The service is stopping. Repeat the request in a moment.");
    }
    checkRequestLine(request);
    const { evenhand: route } = request.routeOptions.config;
    request.caller = await gate(request, reply, route);
    if (route !== undefined) checkContentType(request, route);
  });
}

type Fail = (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/** Answers a request that failed; the log gets what is the service's own fault. */
function createFailure({ config, log }: Service): Fail {
  return (error, request, reply) => {
    const answer = problemFor(error, { publicUrl: config.publicUrl, path: pathOf(request), requestId: request.id });
    if (isFault(answer)) {
      log.error({ ...faultFields(error), requestId: request.id, code: answer.body.code }, "a request failed");
    }
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
}

/** Answers where no operation is: 405 where the address has others, else 404. */
function createNotFound(routes: readonly Route[], publicUrl: string, fail: Fail) {
  const methodsOf = createMethodFinder(routes);
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const path = pathOf(request);
    const told = `${request.method} ${path.slice(0, 200)}`;
    const methods = methodsOf(path).join(", ");
    const error =
      methods === ""
        ? new EvenhandError("EH_NOT_FOUND", `There is nothing at ${told}. ${publicUrl}/docs lists every operation.`)
        : new HttpError("EH_METHOD_NOT_ALLOWED", `${told} does not exist. The address has ${methods}.`, {
            allow: methods,
          });
    return fail(error, request, reply);
  };
}

/** @throws EvenhandError EH_URL_TOO_LONG, EH_REQUEST_MALFORMED */
function checkRequestLine({ url, headers, raw }: FastifyRequest): void {
  if (url.length > MAX_URL) {
    throw new EvenhandError("EH_URL_TOO_LONG", `The address has more than ${MAX_URL} characters.`);
  }
  // The database could not store it, and nothing of ours contains it.
  if (url.includes("%00")) throw new EvenhandError("EH_REQUEST_MALFORMED", "The address holds the character U+0000.");
  if (headers.host === undefined && raw.httpVersion === "1.1") {
    throw new EvenhandError("EH_REQUEST_MALFORMED", "The Host header is missing.");
  }
}

function pathOf({ url }: FastifyRequest): string {
  const query = url.indexOf("?");
  return query === -1 ? url : url.slice(0, query);
}
