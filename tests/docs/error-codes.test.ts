import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./run-document.js";

/** Whole codes: what ends in an underscore, such as a prefix that code compares with, is none. */
const CODE = /EH_[A-Z][A-Z_]*[A-Z](?![A-Z_])/g;

function sourcesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    // What only tests use is no part of a package.
    if (entry.isDirectory()) return ["differential", "testing"].includes(entry.name) ? [] : sourcesUnder(path);
    return /(?<!\.test|\.d)\.ts$/.test(entry.name) ? [path] : [];
  });
}

/** Codes written whole, as a string or a key; a prefix in a type such as `EH_CEL_${string}` is none. */
function codesInCode(): Set<string> {
  const codes = new Set<string>();
  for (const name of readdirSync(join(ROOT, "packages"))) {
    for (const path of sourcesUnder(join(ROOT, "packages", name, "src"))) {
      const text = readFileSync(path, "utf8").replaceAll(/EH_[A-Z_]*(?:\$\{|_\*|…)/g, "");
      for (const [code] of text.matchAll(CODE)) codes.add(code);
    }
  }
  return codes;
}

/** Codes with a row of their own. */
function codesInDocs(): Set<string> {
  const text = ["docs/errors.md", "docs/lint.md"].map((path) => readFileSync(join(ROOT, path), "utf8")).join("\n");
  return new Set([...text.matchAll(/^\| `(EH_[A-Z_]+)`/gm)].map(([, code]) => code as string));
}

describe("error codes", () => {
  it("every code that the packages give is documented", () => {
    const documented = codesInDocs();
    expect([...codesInCode()].filter((code) => !documented.has(code)).sort()).toEqual([]);
  });

  it("every documented code exists", () => {
    const existing = codesInCode();
    expect([...codesInDocs()].filter((code) => !existing.has(code)).sort()).toEqual([]);
  });
});
