import { cpSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { ROOT, runDocument, type Step } from "./run-document.js";

const DOCUMENT_MS = 300_000;

describe("docs/classifiers.md", () => {
  let steps: readonly Step[] = [];
  const outputOf = (command: string): string =>
    steps
      .filter((step) => step.command.includes(command))
      .map(({ output }) => output)
      .join("\n");

  beforeAll(async () => {
    steps = await runDocument("docs/classifiers.md", (folder) =>
      cpSync(join(ROOT, "examples"), join(folder, "examples"), { recursive: true }),
    );
  }, DOCUMENT_MS);

  it("runs every command", () => {
    expect(steps.length).toBeGreaterThan(7);
    for (const step of steps)
      expect(step, `line ${step.line}: ${step.command}\n${step.output}`).toMatchObject({ exit: 0 });
  });

  it("shows what the text promises", () => {
    const training = outputOf("classifier train");
    expect(training).toMatch(/positive +76 +54\.2 % \(.*\) +42\.1 %/);
    expect(training).toMatch(/0\.7 +89\.5 % \(68\.6–/);
    expect(training).toMatch(/en +\d+ +62 .* 0\.5 .* 30\.6 % /);
    expect(training).toMatch(/zh-Hans +\d+ +14 .* 0\.5 .* 0\.0 % \(0\.0–21\.5\)/);
    expect(training).toContain("scams.yaml");
    expect(outputOf("classifier evaluate")).toContain("Mehmet");
    expect(outputOf("classifier inspect")).toMatch(/payment +\+\d/);
    expect(outputOf("policy check")).toContain("0 errors, 0 warnings");
  });
});
