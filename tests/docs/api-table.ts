/** The tables of docs/api.md, from the OpenAPI document of a running service. */

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
  readonly "x-evenhand-scope"?: string;
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** The documentation's own pages, which need no row. */
const PAGES = new Set(["getDocs", "getErrors", "getOpenApi"]);

/** Every operation, a table for each tag. */
export function operationTables(document: OpenApi): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const shown = operations.filter(({ operation }) => !PAGES.has(operation.operationId));
  const shared = sharedCodes(shown.map(({ operation }) => operation));
  const tags = [...new Set(shown.flatMap(({ operation }) => operation.tags))];
  return tags
    .map((tag) => {
      const rows = shown
        .filter(({ operation }) => operation.tags.includes(tag))
        .map(({ path, method, operation }) => {
          const own = codesOf(operation).filter((code) => !shared.has(code));
          return `| \`${method} ${path}\` | ${operation.summary} | ${scopeOf(operation)} | ${repeatOf(operation, method)} | ${own.map((code) => `\`${code}\``).join(" ")} |`;
        });
      return [
        `### ${tag}`,
        "",
        "| operation | what it does | scope | repeating | own errors |",
        "|---|---|---|---|---|",
        ...rows,
      ].join("\n");
    })
    .join("\n\n");
}

function codesOf({ responses }: Operation): readonly string[] {
  const codes = Object.entries(responses)
    .filter(([status]) => Number(status) >= 400)
    .flatMap(([, { description }]) => [...description.matchAll(/`(EH_[A-Z_]+)`/g)].map(([, code]) => code as string));
  return [...new Set(codes)];
}

/** Codes of HTTP, keys and the database, which have no place in a row: those of at least a third of all operations. */
function sharedCodes(operations: readonly Operation[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const code of operations.flatMap(codesOf)) counts.set(code, (counts.get(code) ?? 0) + 1);
  const everywhere = [...counts].filter(([, count]) => count * 3 >= operations.length).map(([code]) => code);
  const byShape = ["BODY_TOO_BIG", "CONTENT_TYPE", "JSON_INVALID", "JSON_TOO_DEEP", "JSON_KEY_FORBIDDEN"];
  const byKey = ["MISSING", "INVALID", "RUNNING", "MISMATCH"].map((end) => `IDEMPOTENCY_KEY_${end}`);
  const idempotency = ["EH_IDEMPOTENCY_RUNNING", "EH_IDEMPOTENCY_MISMATCH"];
  return new Set([...everywhere, ...[...byShape, ...byKey].map((end) => `EH_${end}`), ...idempotency]);
}

function scopeOf(operation: Operation): string {
  const scope = operation["x-evenhand-scope"];
  return scope === undefined ? "none, no key" : `\`${scope}\``;
}

function repeatOf({ parameters = [], description = "" }: Operation, method: string): string {
  if (parameters.some(({ name, in: place }) => place === "header" && name === "Idempotency-Key"))
    return "`Idempotency-Key`";
  if (method === "GET") return "reads";
  return description.includes("Repeating it changes nothing more") ? "safe" : "not safe";
}
