import type { FastifyInstance } from "fastify";
import type { Service } from "../service/service.js";

const UNKNOWN = "none";

/**
 * One line for each request, without personal data: the pattern of the path and not the path, no query, no body, no
 * header; a key's id, which is opaque. The address only at level `debug`.
 */
export function logAccess(app: FastifyInstance, service: Pick<Service, "log" | "metrics">): void {
  app.addHook("onResponse", (request, reply, done) => {
    const { evenhand: route } = request.routeOptions.config;
    const operation = route?.operation ?? UNKNOWN;
    service.metrics.requestSeconds.observe({ operation, status: reply.statusCode }, reply.elapsedTime / 1_000);
    if (service.log.isLevelEnabled("info")) {
      service.log.info(
        {
          requestId: request.id,
          method: request.method,
          route: route?.path ?? UNKNOWN,
          operation,
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime * 10) / 10,
          ...(request.caller?.keyId ? { key: request.caller.keyId } : {}),
          ...(service.log.isLevelEnabled("debug") ? { address: request.ip } : {}),
        },
        "request",
      );
    }
    done();
  });
}
