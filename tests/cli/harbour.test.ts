import { readFile } from "node:fs/promises";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Decision, isMeasureKind, OUTCOMES } from "@evenhand/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import build from "./build.js";
import { evenhand, root } from "./command.js";

const harbour = "examples/harbour/policy";
const events = "examples/harbour/events.jsonl";
let folder: string;
beforeAll(async () => {
  build();
  folder = await mkdtemp(join(tmpdir(), "evenhand-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** The shape that the command's readers rely on: these fields, in this order, and no others. */
function checkShape(decision: Decision): void {
  expect(Object.keys(decision)).toEqual(["event", "outcome", "measures", "findings", "policy"]);
  expect(Object.keys(decision.event)).toEqual(["source", "id"]);
  expect(OUTCOMES).toContain(decision.outcome);
  expect(decision.policy).toMatch(/^sha256:[0-9a-f]{64}$/);
  for (const measure of decision.measures) {
    expect(isMeasureKind(measure.kind)).toBe(true);
    expect(Object.keys(measure).slice(0, 4)).toEqual(["kind", "clause", "detector", "until"]);
    expect(measure.until === null || !Number.isNaN(Date.parse(measure.until))).toBe(true);
  }
  for (const finding of decision.findings) {
    expect(Object.keys(finding).slice(0, 5)).toEqual(["detector", "clause", "mode", "kind", "evidence"]);
    expect(["live", "shadow"]).toContain(finding.mode);
    expect(["match", "error"]).toContain(finding.kind);
    for (const line of finding.evidence) expect(line.text).not.toBe("");
  }
}

describe("the sample community", () => {
  it("is decided event by event, as the contract has it, and replays to the byte", async () => {
    const record = join(folder, "decisions.jsonl");
    const args = ["--policy", harbour, "--events", events, "--now", "2026-06-01T00:00:00Z"];
    const { code, stdout, stderr } = await evenhand(["decide", ...args, "--json", "--record", record]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const decisions = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const lines = (await readFile(join(root, events), "utf8")).trimEnd().split("\n");
    expect(decisions.map((decision) => decision.event.id)).toEqual(lines.map((line) => JSON.parse(line).id));
    for (const decision of decisions) checkShape(decision);
    expect(new Set(decisions.map((decision) => decision.outcome))).toEqual(new Set(["allow", "act", "hold", "review"]));

    const again = await evenhand(["decide", ...args, "--json"]);
    expect(again.stdout).toBe(stdout);
    const replay = await evenhand(["decide", "--policy", harbour, "--replay", record]);
    expect(replay.stdout).toContain(`${lines.length} records · ${lines.length} the same to the byte`);
    expect(replay.code).toBe(0);
  });

  it("passes its check and its cases", async () => {
    expect((await evenhand(["policy", "check", harbour])).code).toBe(0);
    expect((await evenhand(["policy", "test", harbour])).code).toBe(0);
  });

  it("is told with reasons where examples are asked for", async () => {
    const options = ["--no-rows", "--examples", "3"];
    const { code, stdout } = await evenhand(["decide", "--policy", harbour, "--events", events, ...options]);
    expect(code).toBe(0);
    expect(stdout.match(/^ {2}Reason {5}\S/gm)).toHaveLength(3);
    expect(stdout.match(/^ {2}Clause {5}\S.* \([a-z-]+\.[a-z-]+\)$/gm)).toHaveLength(3);
    expect(stdout.match(/^ {2}Evidence {3}\S/gm)).toHaveLength(3);
  });
});
