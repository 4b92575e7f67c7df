/** A declared operation as @fastify/swagger wants to hear of it. */
import type { FastifySchema } from "fastify";
import { type TSchema, Type } from "typebox";
import { errorEntry } from "../error-registry.js";
import type { Route } from "../route.js";
import { errorsOf } from "./shared-errors.js";

const IdempotencyHeader = Type.Object({
  "Idempotency-Key": Type.String({
    minLength: 1,
    maxLength: 257,
    description:
      "A string of your own in double quotes, new for each request and the same when it is repeated. Answers are kept for 24 hours.",
    examples: ['"8e03978e-40d5-43dd-bc93-6894a57f9324"'],
  }),
});

/** Of which the document's `components` have the schema. */
export const PROBLEM_ID = "ProblemDetails";

/** Everything the document says of one operation. */
export function operationSchema(route: Route): FastifySchema {
  return {
    operationId: route.operation,
    summary: route.summary,
    description: describe(route),
    tags: [route.tag],
    ...(route.scope === "public" ? { security: [] } : { security: [{ key: [] }], "x-evenhand-scope": route.scope }),
    ...(route.params === undefined ? {} : { params: route.params }),
    ...(route.query === undefined ? {} : { querystring: route.query }),
    ...(route.idempotency === "key" ? { headers: IdempotencyHeader } : {}),
    ...bodyOf(route),
    response: { ...successesOf(route), ...problemsOf(route) },
  };
}

function describe(route: Route): string {
  const parts = [route.description ?? ""];
  if (route.scope !== "public") parts.push(`Needs the scope \`${route.scope}\`.`);
  if (route.idempotency === "key") parts.push("Repeated safely with the same `Idempotency-Key`.");
  if (route.idempotency === "natural") parts.push("Repeating it changes nothing more.");
  return parts.filter((part) => part !== "").join(" ");
}

function bodyOf({ body, contentTypes }: Route): { body?: unknown } {
  if (contentTypes !== undefined) {
    const binary: TSchema = Type.Unsafe({ type: "string", format: "binary" });
    const entries = contentTypes.map((type) => [type, { schema: /json/.test(type) ? (body ?? {}) : binary }]);
    return { body: { content: Object.fromEntries(entries) } };
  }
  return body === undefined ? {} : { body: { content: { "application/json": { schema: body } } } };
}

function successesOf(route: Route): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(route.responses).map(([status, { description, schema, contentType = "application/json" }]) => {
      const hasBody = schema !== undefined || route.responses[Number(status)]?.contentType !== undefined;
      const [type = contentType] = contentType.split(";");
      return [
        status,
        { description, ...(hasBody ? { content: { [type]: { schema: schema ?? Type.String() } } } : {}) },
      ];
    }),
  );
}

/** One answer for each status, which tells its codes. */
function problemsOf(route: Route): Record<string, unknown> {
  const byStatus = new Map<number, string[]>();
  for (const code of errorsOf(route)) {
    const entry = errorEntry(code);
    if (entry === undefined || route.responses[entry.status] !== undefined) continue;
    byStatus.set(entry.status, [...(byStatus.get(entry.status) ?? []), `\`${code}\`: ${entry.title}`]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, lines]) => [
      String(status),
      {
        description: lines.join(". "),
        content: { "application/problem+json": { schema: { $ref: `${PROBLEM_ID}#` } } },
      },
    ]),
  );
}
