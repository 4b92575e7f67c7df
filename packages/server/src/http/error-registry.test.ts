import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ERROR_REGISTRY, ERROR_TABLES } from "./error-registry.js";

const SOURCE = fileURLToPath(new URL("..", import.meta.url));
const DOCS = readFileSync(fileURLToPath(new URL("../../../../docs/errors.md", import.meta.url)), "utf8");

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((one) => {
    if (one.isDirectory()) return one.name === "testing" ? [] : sources(join(folder, one.name));
    return one.name.endsWith(".ts") && !one.name.endsWith(".test.ts") ? [join(folder, one.name)] : [];
  });
}

/** Codes in files, as whole strings: thrown, or declared by a route. */
function codesWritten(): Map<string, string> {
  const found = new Map<string, string>();
  for (const path of sources(SOURCE)) {
    for (const [, code] of readFileSync(path, "utf8").matchAll(/"(EH_[A-Z_]*[A-Z])"/g))
      found.set(code as string, path.slice(SOURCE.length));
  }
  return found;
}

/** Codes that no answer carries: of the start, of moving data, of parts of a problem, of what a webhook's receiver did. */
const UNANSWERED = [/^EH_DATA_/, /^EH_OUTBOUND_REFUSED$/, /^EH_POLICY_CASE_FAILED$/, /^EH_POLICY_TOO_BIG$/];

describe("error registry", () => {
  test("a code stands in one table only", () => {
    const all = ERROR_TABLES.flatMap((table) => Object.keys(table));
    expect(all.filter((code, i) => all.indexOf(code) !== i)).toEqual([]);
  });

  test("every table of a domain is in the registry", () => {
    const tables = sources(SOURCE).filter(
      (path) => /(^|-|\/)errors\.ts$/.test(path) && !path.endsWith("shared-errors.ts"),
    );
    const declared = tables.flatMap((path) =>
      [...readFileSync(path, "utf8").matchAll(/^ {2}(EH_[A-Z_]+):/gm)].map(([, code]) => code as string),
    );
    expect(declared.length).toBeGreaterThan(30);
    expect(declared.filter((code) => !Object.hasOwn(ERROR_REGISTRY, code))).toEqual([]);
  });

  test("every code that the service writes is in the registry", () => {
    const missing = [...codesWritten()].filter(
      ([code]) => !Object.hasOwn(ERROR_REGISTRY, code) && !UNANSWERED.some((pattern) => pattern.test(code)),
    );
    expect(missing).toEqual([]);
  });

  test("every code of the registry is documented", () => {
    const documented = new Set([...DOCS.matchAll(/^\| `(EH_[A-Z_]+)`/gm)].map(([, code]) => code));
    expect(Object.keys(ERROR_REGISTRY).filter((code) => !documented.has(code))).toEqual([]);
  });

  test("titles are short sentences without a full stop, statuses are errors", () => {
    for (const { status, title } of Object.values(ERROR_REGISTRY)) {
      expect(title).toMatch(/^[A-Z][^.]{3,79}$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
    }
  });
});
