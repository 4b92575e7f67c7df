import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import build from "./build.js";
import { evenhand, jsonl, policy, post } from "./command.js";

let folder: string;
beforeAll(async () => {
  build();
  folder = await mkdtemp(join(tmpdir(), "evenhand-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A copy of the policy with one file changed. */
async function changed(name: string, file: string, change: (text: string) => string): Promise<string> {
  const copy = join(folder, name);
  await cp(policy, copy, { recursive: true });
  const before = await readFile(join(copy, file), "utf8");
  const after = change(before);
  expect(after).not.toBe(before);
  await writeFile(join(copy, file), after);
  return copy;
}

describe("policy check", () => {
  it("finds nothing wrong in a sound policy", async () => {
    const { code, stdout } = await evenhand(["policy", "check", policy]);
    expect(stdout).toContain("Reading circle: 1 rule, 2 clauses, 4 detectors, 2 banks, 2 cases");
    expect(code).toBe(0);
    const json = JSON.parse((await evenhand(["policy", "check", policy, "--json"])).stdout);
    expect(json).toMatchObject({ errors: 0, policy: expect.stringMatching(/^sha256:/) });
  });

  it("points at mistakes with file, line and column, and ends with 2", async () => {
    const broken = await changed("broken", "detectors/spam.yaml", (text) =>
      text.replace("text.longestRun", "text.longestRum"),
    );
    const { code, stdout } = await evenhand(["policy", "check", broken]);
    expect(code).toBe(2);
    expect(stdout).toContain(`${join(broken, "detectors/spam.yaml")}:25:`);
    expect(stdout).toContain("longestRun");
    expect(stdout).toContain("1 error");
    const decide = await evenhand(["decide", "--policy", broken], jsonl(post("e1", "x")));
    expect(decide.code).toBe(2);
    expect(decide.stderr).toContain("detectors/spam.yaml:25:");
    expect(decide.stderr).toContain("EH_POLICY_INVALID");
  });
});

describe("policy test", () => {
  it("runs the cases", async () => {
    const { code, stdout } = await evenhand(["policy", "test", policy]);
    expect(code).toBe(0);
    expect(stdout).toContain("2 cases");
  });

  it("shows what a failing case expected and got, and ends with 1", async () => {
    const failing = await changed("failing", "cases/spam.yaml", (text) =>
      text.replace("outcome: act", "outcome: hold"),
    );
    const { code, stdout } = await evenhand(["policy", "test", failing]);
    expect(code).toBe(1);
    expect(stdout).toContain("a link to a shop is removed");
    expect(stdout).toMatch(/hold/);
    const json = await evenhand(["policy", "test", failing, "--json"]);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ passed: 1, failed: 1 });
  });

  it("finds a decision that depends on a name", async () => {
    const unfair = await changed("unfair", "banks/shop-words.txt", (text) => `${text}Mehmet\n`);
    const { code, stdout } = await evenhand(["policy", "test", unfair]);
    expect(code).toBe(1);
    expect(stdout).toContain("Mehmet");
  });
});

describe("policy explain", () => {
  const flood = Array.from({ length: 4 }, (_, i) => post(`f${i}`, "hello", { actor: "u1" }));

  it("shows each part with its value, counters as they were at that line", async () => {
    const file = join(folder, "flood.jsonl");
    await writeFile(file, jsonl(...flood));
    const args = ["policy", "explain", policy, "--detector", "many-posts", "--event"];
    const third = await evenhand([...args, `${file}#3`]);
    expect(third.code).toBe(0);
    expect(third.stdout).toContain("did not hold");
    expect(third.stdout).toMatch(/count\("posts", actor\.id, "10m"\) → 3/);
    const fourth = await evenhand([...args, `${file}#4`]);
    expect(fourth.stdout).toMatch(/many-posts .* held/);
    const json = JSON.parse((await evenhand([...args, `${file}#4`, "--json"])).stdout);
    expect(json).toMatchObject({ detector: "many-posts", result: "held" });
    const none = await evenhand([...args, `${file}#9`]);
    expect(none).toMatchObject({ code: 2 });
    expect(none.stderr).toContain("no event on line 9");
  });

  it("explains the event of a case", async () => {
    const { code, stdout } = await evenhand(["policy", "explain", policy, "--case", "a link to a shop is removed"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/shop-link .* held/);
  });

  it("suggests the detector that was meant", async () => {
    const args = ["policy", "explain", policy, "--detector", "shop-lnk", "--case", "a link to a shop is removed"];
    const { code, stderr } = await evenhand(args);
    expect(code).toBe(2);
    expect(stderr).toContain('Did you mean "shop-link"?');
  });
});

describe("policy backtest", () => {
  it("shows what would newly be acted on and what no longer", async () => {
    const stricter = await changed("stricter", "detectors/spam.yaml", (text) =>
      text.replace("then: review", "then: remove"),
    );
    const file = join(folder, "log.jsonl");
    await writeFile(
      file,
      jsonl(
        post("e1", "a chapter", { expect: null }),
        post("e2", "buy now", { expect: "spam.links" }),
        post("e3", "https://shop.example.test", { expect: "spam.links" }),
      ),
    );
    const { code, stdout } = await evenhand(["policy", "backtest", stricter, "--against", policy, "--events", file]);
    expect(code).toBe(0);
    expect(stdout).toContain("e2");
    expect(stdout).toContain("shop-words");
    const json = await evenhand(["policy", "backtest", stricter, "--against", policy, "--events", file, "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({ events: 3 });
  });
});

describe("policy diff and version", () => {
  it("are silent about comments, and tell what changed otherwise", async () => {
    const commented = await changed("commented", "evenhand.yaml", (text) => `# A comment\n${text}`);
    const version = async (dir: string): Promise<string> => (await evenhand(["policy", "version", dir])).stdout;
    expect(await version(commented)).toBe(await version(policy));
    expect((await evenhand(["policy", "diff", commented, policy])).code).toBe(0);
    const edited = await changed("edited", "rules/spam.md", (text) => text.replace("severity: 2", "severity: 3"));
    expect(await version(edited)).not.toBe(await version(policy));
    const { code, stdout } = await evenhand(["policy", "diff", edited, policy]);
    expect(code).toBe(1);
    expect(stdout).toContain("spam.links");
    expect(stdout).toContain("severity");
  });
});
