import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PROBLEM_CODES, renderProblem } from "../problem.js";
import { checkCondition } from "./check.js";
import { type GoldenCase, readGoldenCases } from "./golden.fixture.js";

const UPDATE = process.env["UPDATE_GOLDEN"] === "1";
const GOLDEN_FOLDER = new URL("../../golden/", import.meta.url);
/** The figures of the messages must not follow every change of the default. */
const BUDGET = 1_000_000;
const cases = readGoldenCases(readFileSync(new URL("cases.json", GOLDEN_FOLDER), "utf8"));

/** All problems of a case as a policy editor sees them, as if the condition stood in a file. */
function render({ name, source, env }: GoldenCase): string {
  const { problems } = checkCondition(source, env, { budget: BUDGET });
  const origin = { file: `detectors/${name}.yaml`, line: 5, column: 9 };
  return `${problems.map((problem) => renderProblem(problem, source, origin)).join("\n\n")}\n`;
}

describe("rendered problems", () => {
  it.each(cases.map((golden) => [golden.name, golden] as const))("%s", (name, golden) => {
    const file = new URL(`${name}.txt`, GOLDEN_FOLDER);
    const text = render(golden);
    if (UPDATE) writeFileSync(file, text);
    expect(existsSync(file), `${name}.txt is missing: run with UPDATE_GOLDEN=1`).toBe(true);
    expect(text).toBe(readFileSync(file, "utf8"));
    expect(text.trim()).not.toBe("");
  });

  it("has one file for each case and no others", () => {
    const files = readdirSync(GOLDEN_FOLDER).filter((name) => name.endsWith(".txt"));
    const known = new Set(cases.map(({ name }) => `${name}.txt`));
    for (const file of UPDATE ? files : []) if (!known.has(file)) rmSync(new URL(file, GOLDEN_FOLDER));
    expect(
      readdirSync(GOLDEN_FOLDER)
        .filter((name) => name.endsWith(".txt"))
        .toSorted(),
    ).toEqual([...known].toSorted());
  });

  it("shows every code that checking a parsed condition can give", () => {
    const shown = new Set(
      cases.flatMap(({ source, env }) => checkCondition(source, env).problems.map(({ code }) => code)),
    );
    // A source this deep does not parse; the code is for trees built by hand.
    const reachable = Object.keys(PROBLEM_CODES).filter((code) => code !== "EH_CEL_TOO_DEEP");
    expect([...shown].toSorted()).toEqual(reachable.toSorted());
  });
});
