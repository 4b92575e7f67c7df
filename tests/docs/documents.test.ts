import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { blocksOf, commandsOf, ROOT, runDocument, type Step } from "./run-document.js";

const DOCUMENT_MS = 300_000;
/** Installing and the long commands are run by .ci/run itself, not inside of a test. */
const BY_CI = ["npm start", "npm test", "npm run bench", "bash .ci/run"];

const withExamples = (folder: string): void =>
  cpSync(join(ROOT, "examples"), join(folder, "examples"), { recursive: true });

function expectDone(steps: readonly Step[]): void {
  for (const step of steps)
    expect(step, `line ${step.line}: ${step.command}\n${step.output}`).toMatchObject({ exit: step.expected });
}

/** Runs a document once, for all tests of a block. */
function ran(path: string): () => readonly Step[] {
  let steps: readonly Step[] = [];
  beforeAll(async () => {
    steps = await runDocument(path, withExamples);
  }, DOCUMENT_MS);
  return () => steps;
}

const outputOf = (steps: readonly Step[]): string => steps.map((step) => step.output).join("\n");

describe("docs/writing-policy.md", () => {
  const steps = ran("docs/writing-policy.md");

  it("runs every command, with the exit code that it says", () => {
    expect(steps().length).toBeGreaterThan(6);
    expectDone(steps());
  });

  it("shows what the text promises", () => {
    expect(outputOf(steps())).toContain('actor.age < duration("24h")');
    expect(outputOf(steps())).toContain("link-flood");
  });
});

describe("README.md", () => {
  const steps = ran("README.md");

  it("runs every command that it shows, here or in .ci/run", () => {
    expectDone(steps());
    const ci = readFileSync(join(ROOT, ".ci/run"), "utf8");
    const all = blocksOf(readFileSync(join(ROOT, "README.md"), "utf8")).filter((block) => block.language === "sh");
    const known = new Set(steps().map((step) => step.command));
    for (const command of all.flatMap((block) => commandsOf(block.text))) {
      const byCi = BY_CI.find((prefix) => command.startsWith(prefix));
      if (byCi === undefined) expect(known, `README shows a command that nothing runs: ${command}`).toContain(command);
      else if (byCi !== "bash .ci/run") expect(ci.replace("run --silent", "run")).toContain(byCi);
    }
  });
});

describe("docs/api.md", () => {
  const steps = ran("docs/api.md");

  it("runs every command", () => {
    expect(steps().length).toBeGreaterThan(4);
    expectDone(steps());
    expect(outputOf(steps())).toContain("It fits.");
    expect(outputOf(steps())).toMatch(/Whole: entries 1 to \d+/);
  });

  it("has a worked example that is right", () => {
    const text = readFileSync(join(ROOT, "docs/api.md"), "utf8");
    const [, salt, entry, hash] = /the bytes `(\w+)` and then\n\n```\n(.*)\n```\n\nhash to `(\w+)`/.exec(text) ?? [];
    const computed = createHash("sha256")
      .update(Buffer.from(salt ?? "", "hex"))
      .update(entry ?? "", "utf8");
    expect(computed.digest("hex")).toBe(hash);
  });
});

describe("docs/integrating.md", () => {
  const steps = ran("docs/integrating.md");

  it("runs every command", () => {
    expect(steps().length).toBeGreaterThan(15);
    expectDone(steps());
  });

  it("shows what the text promises", () => {
    const output = outputOf(steps());
    for (const told of [
      "draft: allow",
      "p2 is now remove",
      "webhook.test",
      "Statement of reasons",
      "in force: null standing: good",
    ])
      expect(output).toContain(told);
    expect(output).not.toContain("refused EH_CLIENT");
  });
});

describe("docs/banks.md", () => {
  const steps = ran("docs/banks.md");

  it("runs every command, with the exit code that it says", () => {
    expect(steps().length).toBeGreaterThan(15);
    expectDone(steps());
  });

  it("shows what the text promises", () => {
    const output = outputOf(steps());
    for (const told of [
      '10–17 "SKYHOOK": skyhook',
      "fell off a boat (severity 4), from letters of last summer",
      "cheap-oars.test",
      "stolen-sloop: distance 1",
      "there already as ",
      "berth lottery (severity 4), from a call at noon, added as ",
      "2 added, 0 there already, 1 refused",
      "moonlight tow",
    ])
      expect(output).toContain(told);
  });
});

describe("docs/operating.md", () => {
  const steps = ran("docs/operating.md");

  it("runs every command", () => {
    expect(steps().length).toBeGreaterThan(5);
    expectDone(steps());
  });
});

describe("links between documents", () => {
  const documents = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "packages/client/README.md",
    ...readdirSync(join(ROOT, "docs")).map((name) => `docs/${name}`),
  ].filter((name) => name.endsWith(".md"));

  it.each(documents)("%s leads to files and headings that exist", (name) => {
    const text = readFileSync(join(ROOT, name), "utf8");
    for (const [, target = "", anchor] of text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)) {
      const path = target === "" ? join(ROOT, name) : join(ROOT, name, "..", target);
      expect(existsSync(path), `${name} links to ${target}`).toBe(true);
      if (anchor === undefined || !path.endsWith(".md")) continue;
      expect(anchorsOf(readFileSync(path, "utf8")), `${name} links to ${target}#${anchor}`).toContain(anchor);
    }
  });
});

/** Anchors of headings, as code hosts make them. */
function anchorsOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{Letter}\p{Number} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
