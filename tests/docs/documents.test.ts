import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { blocksOf, commandsOf, ROOT, runDocument } from "./run-document.js";

describe("docs/writing-policy.md", () => {
  const steps = runDocument("docs/writing-policy.md");

  it("runs every command, with the exit code that it says", () => {
    expect(steps.length).toBeGreaterThan(6);
    for (const step of steps)
      expect(step, `line ${step.line}: ${step.command}\n${step.output}`).toMatchObject({ exit: step.expected });
  });

  it("shows what the text promises", () => {
    const output = steps.map((step) => step.output).join("\n");
    expect(output).toContain('actor.age < duration("24h")');
    expect(output).toContain("link-flood");
  });
});

describe("README.md", () => {
  // Installing and the long commands are run by .ci/run itself, not inside of a test.
  const BY_CI = ["npm start", "npm test", "npm run bench", "bash .ci/run"];

  it("runs every command that it shows, here or in .ci/run", () => {
    const ci = readFileSync(join(ROOT, ".ci/run"), "utf8");
    const all = blocksOf(readFileSync(join(ROOT, "README.md"), "utf8")).filter((block) => block.language === "sh");
    const ran = runDocument("README.md", (folder) =>
      cpSync(join(ROOT, "examples"), join(folder, "examples"), { recursive: true }),
    );
    for (const step of ran)
      expect(step, `line ${step.line}: ${step.command}\n${step.output}`).toMatchObject({ exit: step.expected });
    const known = new Set(ran.map((step) => step.command));
    for (const command of all.flatMap((block) => commandsOf(block.text))) {
      const byCi = BY_CI.find((prefix) => command.startsWith(prefix));
      if (byCi === undefined) expect(known, `README shows a command that nothing runs: ${command}`).toContain(command);
      else if (byCi !== "bash .ci/run") expect(ci.replace("run --silent", "run")).toContain(byCi);
    }
  });
});

describe("links between documents", () => {
  const documents = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    ...readdirSync(join(ROOT, "docs")).map((name) => `docs/${name}`),
  ];

  it.each(documents.filter((name) => name.endsWith(".md")))("%s leads to files that exist", (name) => {
    const text = readFileSync(join(ROOT, name), "utf8");
    for (const [, target] of text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)) {
      const path = join(ROOT, name, "..", target ?? "");
      expect(existsSync(path), `${name} links to ${target}`).toBe(true);
    }
  });
});
