import swagger from "@fastify/swagger";
import { ProblemDetails } from "@evenhand/contract";
import type { FastifyInstance } from "fastify";
import { operationSchema, PROBLEM_ID } from "./operation-schema.js";

export interface OpenApiOptions {
  readonly publicUrl: string;
}

const ABOUT = `Evenhand decides about events under the rules that a platform wrote and published.

Every answer of 400 and above is a problem (RFC 9457) with a stable \`code\`. Lists come in pages: pass \`next\` of one as \`after\` of the following.`;

/** Collects the operations that are mounted after it; \`app.swagger()\` is then the document, OpenAPI 3.1. */
export function registerOpenApi(app: FastifyInstance, { publicUrl }: OpenApiOptions): void {
  app.addSchema({ $id: PROBLEM_ID, ...ProblemDetails });
  app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Evenhand",
        description: ABOUT,
        version: "1.0.0",
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      servers: [{ url: publicUrl }],
      components: {
        securitySchemes: {
          key: { type: "http", scheme: "bearer", bearerFormat: "eh_<id>_<secret>", description: "An API key" },
        },
      },
      security: [{ key: [] }],
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, i) => (typeof json.$id === "string" ? json.$id : `schema-${i}`),
    },
    transform: ({ schema, url, route }) => {
      const declared = route.config?.evenhand;
      return declared === undefined
        ? { schema: { ...schema, hide: true }, url }
        : { schema: operationSchema(declared), url };
    },
  });
}
