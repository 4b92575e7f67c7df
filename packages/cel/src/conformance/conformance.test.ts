import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { failureOf, languageTests, type NamedTest, stringTests } from "./suite.fixture.js";

/** Tests that are known to fail, by path, each with its reason. */
const exceptions = JSON.parse(
  readFileSync(new URL("../../conformance-exceptions.json", import.meta.url), "utf8"),
) as Record<string, string>;

function run(tests: readonly NamedTest[]): { passed: number; unexpected: string[] } {
  let passed = 0;
  const unexpected: string[] = [];
  for (const test of tests) {
    const failure = failureOf(test);
    const listed = Object.hasOwn(exceptions, test.path);
    if (failure === undefined) passed++;
    if (failure !== undefined && !listed) unexpected.push(`${test.path}: ${test.test.original.expr}: ${failure}`);
    if (failure === undefined && listed) unexpected.push(`${test.path} passes; take it out of the exceptions`);
  }
  return { passed, unexpected };
}

describe("the official conformance tests", () => {
  const language = languageTests();
  const strings = stringTests();

  it("are complete", () => {
    expect(language).toHaveLength(1225);
    expect(strings).toHaveLength(209);
  });

  it("of the language pass, except those listed", () => {
    const { passed, unexpected } = run(language);
    console.log(`conformance: ${passed}/${language.length} tests of the language pass`);
    expect(unexpected).toEqual([]);
  });

  it("of the strings extension pass, except those listed", () => {
    const { passed, unexpected } = run(strings);
    console.log(`conformance: ${passed}/${strings.length} tests of the strings extension pass`);
    expect(unexpected).toEqual([]);
  });

  it("have exceptions only for tests that exist, each with a reason", () => {
    const paths = new Set([...language, ...strings].map((test) => test.path));
    for (const [path, reason] of Object.entries(exceptions)) {
      expect(paths).toContain(path);
      expect(reason.length).toBeGreaterThan(20);
    }
  });
});
