import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { runEvenhand as evenhand } from "./testing/run-evenhand.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const policy = `${root}tests/cli/fixtures/policy`;

describe("usage", () => {
  it.each([
    [["decide", "--policy", "nowhere"], "EH_POLICY_FOLDER_MISSING"],
    [["decide", "--policy", policy, "--events", "nowhere.jsonl"], "EH_INPUT_MISSING"],
    [["decide", "--policy", policy, "--events", root], "EH_INPUT_NOT_FILE"],
    [["decide", "--policy", policy, "--text", "body"], "add --csv FILE"],
    [
      ["decide", "--policy", policy, "--csv", "-", "--text", "body", "--label-clause", "spm"],
      'no clause or rule "spm"',
    ],
    [["decide", "--policy", policy, "--record", "nowhere/x"], "EH_OUTPUT_UNWRITABLE"],
    [["decide", "--policy", policy, "--now", "tomorrow"], "2026-03-02T08:15:00Z"],
    [["decide", "--policy", policy, "--events", "-", "--csv", "-"], "cannot be used with"],
    [["policy", "test", policy, "--only", "nothing"], "EH_CASE_UNKNOWN"],
    [["policy", "explain", policy], "--event FILE#LINE"],
    [["decide"], "--policy"],
    [["decied"], "Did you mean decide?"],
    [["policy", "chek", policy], "Did you mean check?"],
  ])("answers %j with 2 and what to do", async (args, message) => {
    const { code, stdout, stderr } = await evenhand(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
  });

  it.each([
    [["decide"]],
    [["policy"]],
    ...["check", "test", "explain", "backtest", "diff", "version"].map((command) => [["policy", command]]),
  ])("explains %j with examples", async (args) => {
    const { code, stdout } = await evenhand([...args, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain("$ evenhand ");
  });

  it("answers nothing at all with help, and --version with the version", async () => {
    expect((await evenhand([])).stdout).toContain("Examples:");
    expect((await evenhand(["policy"])).stdout).toContain("evenhand policy check DIR");
    expect((await evenhand(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("takes an empty log as done", async () => {
    const { code, stdout } = await evenhand(["decide", "--policy", policy]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Events +0 in/);
  });
});
