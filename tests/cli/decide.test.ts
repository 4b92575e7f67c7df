import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import build from "./build.js";
import { evenhand, jsonl, policy, post, root } from "./command.js";

let folder: string;
beforeAll(async () => {
  build();
  folder = await mkdtemp(join(tmpdir(), "evenhand-"));
});
afterAll(() => rm(folder, { recursive: true }));

const events = jsonl(
  post("e1", "a quiet chapter"),
  post("e2", "cheap https://shop.example.test/a"),
  post("e3", "buy now, friends"),
);
const linesOf = (text: string): unknown[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

describe("evenhand decide --json", () => {
  it("prints one decision per event and nothing else", async () => {
    const { code, stdout, stderr } = await evenhand(["decide", "--policy", policy, "--json"], events);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const version = (await evenhand(["policy", "version", policy])).stdout.trim();
    expect(linesOf(stdout)).toEqual([
      { event: { source: "circle", id: "e1" }, outcome: "allow", measures: [], findings: [], policy: version },
      {
        event: { source: "circle", id: "e2" },
        outcome: "act",
        measures: [{ kind: "remove", clause: "spam.links", detector: "shop-link", until: null }],
        findings: [
          { detector: "shop-link", clause: "spam.links", mode: "live", kind: "match", evidence: expect.any(Array) },
        ],
        policy: version,
      },
      {
        event: { source: "circle", id: "e3" },
        outcome: "review",
        measures: [],
        findings: [
          { detector: "shop-words", clause: "spam.links", mode: "live", kind: "match", evidence: expect.any(Array) },
        ],
        policy: version,
      },
    ]);
  });

  it("gives the same bytes for a file, a pipe and --events -", async () => {
    const file = join(folder, "events.jsonl");
    await writeFile(file, events);
    const piped = await evenhand(["decide", "--policy", policy, "--json"], events);
    const dash = await evenhand(["decide", "--policy", policy, "--json", "--events", "-"], events);
    const read = await evenhand(["decide", "--policy", policy, "--json", "--events", file]);
    expect(dash.stdout).toBe(piped.stdout);
    expect(read.stdout).toBe(piped.stdout);
  });

  it("counts by event time: the fourth post in ten minutes is held", async () => {
    const flood = Array.from({ length: 5 }, (_, i) =>
      post(`f${i}`, "hello", { actor: "u1", time: `2026-03-02T08:0${i}:00Z` }),
    );
    const { stdout } = await evenhand(["decide", "--policy", policy, "--json"], jsonl(...flood));
    expect(linesOf(stdout)).toMatchObject(["allow", "allow", "allow", "hold", "hold"].map((outcome) => ({ outcome })));
  });
});

describe("malformed lines", () => {
  const input = `${jsonl(post("e1", "fine"))}not json\n\n{"specversion":"1.0"}\n${jsonl({ ...post("e2", "x"), type: "post.create" }, post("e3", "fine"))}`;

  it("are reported with their number, counted, and left out", async () => {
    const { code, stdout, stderr } = await evenhand(["decide", "--policy", policy, "--json"], input);
    expect(code).toBe(0);
    expect(linesOf(stdout)).toHaveLength(2);
    expect(stderr).toContain("standard input, line 2: error EH_INPUT_NOT_JSON");
    expect(stderr).toContain("standard input, line 4");
    expect(stderr).toContain("line 5, /type: error EH_EVENT_TYPE_UNKNOWN");
    expect(stderr).toContain('Did you mean "post.created"?');
    expect(stderr).toContain("3 malformed lines");
  });

  it("stop the run with --strict", async () => {
    const { code, stdout, stderr } = await evenhand(["decide", "--policy", policy, "--json", "--strict"], input);
    expect(code).toBe(2);
    expect(linesOf(stdout)).toHaveLength(1);
    expect(stderr).toContain("line 2: error EH_INPUT_NOT_JSON");
  });

  it("end the run with 2 where no line holds an event", async () => {
    const { code, stderr } = await evenhand(["decide", "--policy", policy], "id,text\n1,hello\n");
    expect(code).toBe(2);
    expect(stderr).toContain("EH_INPUT_NO_EVENTS");
    expect(stderr).toContain("--csv FILE --text COLUMN");
  });

  it("may be longer than memory should hold", async () => {
    const long = `{"x":"${"x".repeat(3_000_000)}"}\n`;
    const { code, stdout, stderr } = await evenhand(["decide", "--policy", policy, "--json"], long + events);
    expect(code).toBe(0);
    expect(linesOf(stdout)).toHaveLength(3);
    expect(stderr).toContain("line 1: error EH_INPUT_LINE_TOO_LONG");
  });

  it("cannot be nested so deep that they end the run", async () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}\n{"type":${"[".repeat(100_000)}\n`;
    const { code, stdout } = await evenhand(["decide", "--policy", policy, "--json"], deep + events);
    expect(code).toBe(0);
    expect(linesOf(stdout)).toHaveLength(3);
  });
});

describe("the table", () => {
  it("has a row for each event with findings, and a summary", async () => {
    const { code, stdout } = await evenhand(["decide", "--policy", policy], events);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^EVENT +OUTCOME +MEASURES +CLAUSE +DETECTOR +TEXT\n/);
    expect(stdout).toMatch(/\ne2 +act +remove +spam\.links +shop-link +cheap https:\/\/shop\.example\.test\/a\n/);
    expect(stdout).toMatch(/\ne3 +review +– +spam\.links +shop-words +buy now, friends\n/);
    expect(stdout).not.toMatch(/\ne1 /);
    expect(stdout).toMatch(/Events +3 in [\d.]+ s \([\d,]+\/s\)/);
    expect(stdout).toMatch(/Outcomes +allow 1 · act 1 · hold 0 · review 1/);
    expect(stdout).toMatch(/Policy +Reading circle sha256:[0-9a-f]{64}/);
  });

  it("lets no user content steer the terminal, and has no colours in a pipe", async () => {
    const hostile = jsonl(post("e\u001b[2Jx", "buy now \u001b]0;title\u0007\u202e\u009b31m"));
    const { stdout } = await evenhand(["decide", "--policy", policy], hostile);
    expect(stdout).toContain("buy now");
    // oxlint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  it("shows findings in full with --examples", async () => {
    const { stdout } = await evenhand(["decide", "--policy", policy, "--no-rows", "--examples", "2"], events);
    expect(stdout).toContain("post.created e2 → act");
    expect(stdout).toContain("The post links to a shop.");
    expect(stdout).toContain("Links to shops (spam.links)");
    expect(stdout).toContain("Do not post links to shops.");
    expect(stdout).toContain("remove for spam.links, until lifted");
    expect(stdout).toContain("post.created e3 → review");
  });
});

describe("--csv", () => {
  const csv =
    '\ufeffid,body,verdict\n1,"cheap\nhttps://shop.example.test/a",yes\n2,a chapter,no\n3,限时优惠,yes\n4,lovely,yes\n';

  it("takes rows as posts", async () => {
    const file = join(folder, "posts.csv");
    await writeFile(file, csv);
    const { code, stdout } = await evenhand([
      "decide",
      "--policy",
      policy,
      "--csv",
      file,
      "--text",
      "body",
      "--id",
      "id",
      "--json",
    ]);
    expect(code).toBe(0);
    expect(linesOf(stdout)).toMatchObject([
      { event: { source: "csv:posts.csv", id: "1" }, outcome: "act" },
      { outcome: "allow" },
      { outcome: "review" },
      { outcome: "allow" },
    ]);
  });

  it("scores labels with intervals", async () => {
    const args = ["--csv", "-", "--text", "body", "--label", "verdict", "--label-clause", "spam"];
    const { stdout } = await evenhand(["decide", "--policy", policy, ...args], csv);
    expect(stdout).toContain("verdict");
    expect(stdout).toMatch(/precision +100\.0 %/i);
    expect(stdout).toMatch(/recall +66\.7 % /i);
    expect(stdout).toMatch(/F1 +80\.0 %/);
  });

  it("lists the columns where one is missing", async () => {
    const { code, stderr } = await evenhand(["decide", "--policy", policy, "--csv", "-", "--text", "txt"], csv);
    expect(code).toBe(2);
    expect(stderr).toContain('EH_CSV_COLUMN: standard input has no column "txt"');
    expect(stderr).toContain('"id", "body", "verdict"');
  });
});

describe("--record and --replay", () => {
  it("make the same decisions again, and find a byte that was changed", async () => {
    const record = join(folder, "decisions.jsonl");
    const flood = Array.from({ length: 6 }, (_, i) => post(`f${i}`, "hello", { actor: "u1" }));
    await evenhand(["decide", "--policy", policy, "--json", "--record", record], events + jsonl(...flood));
    const same = await evenhand(["decide", "--policy", policy, "--replay", record]);
    expect(same).toMatchObject({ code: 0, stderr: "" });
    expect(same.stdout).toContain("9 records · 9 the same to the byte · 0 different");

    const text = await readFile(record, "utf8");
    const lines = text.split("\n");
    const changed = (lines[1] ?? "").replace('"kind":"remove"', '"kind":"retain"');
    await writeFile(record, lines.with(1, changed).join("\n"));
    const different = await evenhand(["decide", "--policy", policy, "--replay", record]);
    expect(different.code).toBe(1);
    const offset =
      Buffer.from((lines[1] ?? "").slice(0, (lines[1] ?? "").indexOf('"kind":"remove"'))).length + '"kind":"re'.length;
    expect(different.stdout).toContain(`record 2 (event e2): 4 bytes differ from offset ${offset}`);
    expect(different.stdout).toMatch(/recorded .*"kind":"retain"/);
    expect(different.stdout).toMatch(/replayed .*"kind":"remove"/);

    const json = await evenhand(["decide", "--policy", policy, "--replay", record, "--json"]);
    expect(linesOf(json.stdout)).toMatchObject([{ record: 2, event: { source: "circle", id: "e2" }, offset }]);
  });

  it("take the facts from the record: a changed count changes the decision", async () => {
    const record = join(folder, "facts.jsonl");
    const flood = Array.from({ length: 4 }, (_, i) => post(`f${i}`, "hello", { actor: "u1" }));
    await evenhand(["decide", "--policy", policy, "--json", "--record", record], jsonl(...flood));
    const text = await readFile(record, "utf8");
    await writeFile(record, text.replace('"value":4', '"value":3'));
    const { code, stdout } = await evenhand(["decide", "--policy", policy, "--replay", record]);
    expect(code).toBe(1);
    expect(stdout).toContain("record 4");
  });

  it("report a record that was cut off", async () => {
    const record = join(folder, "cut.jsonl");
    await evenhand(["decide", "--policy", policy, "--json", "--record", record], events);
    const text = await readFile(record, "utf8");
    await writeFile(record, text.slice(0, -40));
    const { code, stderr } = await evenhand(["decide", "--policy", policy, "--replay", record]);
    expect(code).toBe(1);
    expect(stderr).toContain("record 3: error EH_REPLAY_RECORD");
  });

  it("never overwrite the input", async () => {
    const file = join(folder, "both.jsonl");
    await writeFile(file, events);
    const { code, stderr } = await evenhand(["decide", "--policy", policy, "--events", file, "--record", file]);
    expect(code).toBe(2);
    expect(stderr).toContain("would overwrite the input");
    expect(await readFile(file, "utf8")).toBe(events);
  });
});

describe("streams", () => {
  it("end quietly where the reader goes away", async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => jsonl(post(`e${i}`, "buy now"))).join("");
    const file = join(folder, "many.jsonl");
    await writeFile(file, many);
    const script = `node packages/cli/bin/evenhand.mjs decide --policy '${policy}' --events '${file}' --json | head -n 2; echo "codes \${PIPESTATUS[@]}"`;
    const child = spawn("bash", ["-c", script], { cwd: root });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => (stdout += String(chunk)));
    child.stderr.on("data", (chunk) => (stderr += String(chunk)));
    await new Promise((resolve) => child.on("close", resolve));
    expect(stderr).toBe("");
    expect(stdout.split("\n")).toHaveLength(4);
    expect(stdout).toContain("codes 0 0");
  });
});
