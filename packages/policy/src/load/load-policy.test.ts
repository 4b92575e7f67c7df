import fc from "fast-check";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compilePolicy } from "../compile-policy.js";
import { LOAD_CODES } from "./problem-codes.js";
import { loadPolicy } from "./load-policy.js";
import { onBase, readFixture } from "./testing/fixtures.js";

const FIXTURES = new URL("../../fixtures/load/", import.meta.url);
const GOLDEN = new URL("../../golden/load/", import.meta.url);

const names = readdirSync(FIXTURES)
  .map((file) => file.replace(/\.txt$/, ""))
  .filter((name) => name !== "base");

function rendered(files: ReadonlyMap<string, string>): string {
  const { problems } = loadPolicy(files);
  return problems.map(({ severity, code, where, message }) => `${where}: ${severity} ${code}: ${message}\n`).join("");
}

describe("loadPolicy", () => {
  it("loads a sound folder without a word", () => {
    const { policy, cases, problems } = loadPolicy(onBase());
    expect(problems).toEqual([]);
    expect(cases.map((entry) => entry.name)).toEqual(["the sixth link is removed", "a quiet post"]);
    expect(policy?.detectors.map((detector) => detector.id)).toEqual(["link-flood", "shouting"]);
    expect(policy?.banks.map((bank) => bank.name)).toEqual([
      "letters",
      "offers",
      "pictures",
      "shops",
      "shouts",
      "words",
    ]);
    expect(policy?.version).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it.each(names)("reports everything in %s at its place, as in its golden file", (name) => {
    const text = rendered(onBase(readFixture(name)));
    const golden = new URL(`${name}.txt`, GOLDEN);
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(golden, text);
    expect(existsSync(golden)).toBe(true);
    expect(text).toBe(readFileSync(golden, "utf8"));
  });

  it("has a golden file for every code, and no other golden files", () => {
    const goldens = readdirSync(GOLDEN);
    expect(goldens.toSorted()).toEqual(names.map((name) => `${name}.txt`).toSorted());
    const all = goldens.map((file) => readFileSync(new URL(file, GOLDEN), "utf8")).join("");
    const met = new Set([...all.matchAll(/^\S+ (?:error|warning) (EH_\w+):/gm)].map((match) => String(match[1])));
    expect([...met].toSorted()).toEqual(Object.keys(LOAD_CODES).toSorted());
  });

  it("never throws, whatever a file says", () => {
    const paths = [...onBase().keys(), "rules/other.md", "detectors/x.yaml", "cases/y.yaml", "banks/z.csv"];
    const piece = fc.oneof(
      fc.constantFrom(
        "- ",
        ": ",
        "{",
        "}",
        "[",
        "]",
        "---\n",
        "\n",
        "  ",
        "id: a",
        "&a ",
        "*a",
        "|",
        ">\n  x",
        '"',
        "'",
        "#",
        "!!x ",
        "when: ",
      ),
      fc.string({ maxLength: 5, unit: "binary" }),
    );
    const content = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(fc.constantFrom(...paths), content, fc.boolean(), (path, text, prefix) => {
        const base = onBase();
        base.set(path, prefix ? (base.get(path) ?? "") + text : text);
        const { policy, problems } = loadPolicy(base);
        const errors = problems.filter((problem) => problem.severity === "error");
        expect(policy === undefined).toBe(errors.length > 0);
        // What loads can be compiled without throwing, whatever the compiler then has to say.
        if (policy !== undefined) compilePolicy(policy);
        for (const problem of problems) expect(problem.where).toMatch(/^[^:]+:[1-9]\d*:[1-9]\d*$/);
      }),
      { numRuns: 100 },
    );
  });

  it("survives a folder made to exhaust it", () => {
    const hostile = [
      `a: ${"[".repeat(50_000)}`,
      "- ".repeat(50_000),
      `${" ".repeat(50_000)}a: |\n${" ".repeat(50_001)}x`,
      "a: &a [x,x,x,x,x,x,x,x,x]\n" +
        Array.from("bcdefghij")
          .map((key, i) => `${key}: &${key} [${`*${"abcdefghi"[i]},`.repeat(9)}]`)
          .join("\n"),
      Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join("\n"),
    ];
    for (const text of hostile) {
      const { policy, problems } = loadPolicy(onBase(new Map([["evenhand.yaml", text]])));
      expect(policy).toBeUndefined();
      expect(problems.length).toBeGreaterThan(0);
    }
  });
});
