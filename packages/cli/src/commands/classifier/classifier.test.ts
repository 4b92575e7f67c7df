import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ran, runEvenhand } from "../../testing/run-evenhand.js";

const folder = mkdtempSync(join(tmpdir(), "evenhand-classifier-"));
const at = (name: string): string => join(folder, name);

const evenhand = (...args: readonly string[]): Promise<Ran> =>
  runEvenhand(args, { now: () => Date.parse("2026-11-25T00:00:00Z") });

const KIND = ["Lovely {} at dawn", "Thanks for the {}, it held", "New varnish on my {} today", "The {} sails well"];
const RUDE = ["You rotten {}", "Scum of a {}, shut up", "Useless {}, get lost", "Nobody wants you, {}"];
const THINGS = ["sloop", "plank", "anchor", "rudder", "mast", "keel", "dinghy", "buoy"];

function table(): string {
  const rows = THINGS.flatMap((thing, i) => [
    ...KIND.map((form) => [form.replace("{}", thing), "fine", i % 2 === 0 ? "sailors" : "rowers"]),
    ...RUDE.map((form) => [form.replace("{}", thing), "insult", i % 2 === 0 ? "sailors" : "rowers"]),
  ]);
  return ["text,ruling,about", ...rows.map(([text, ...rest]) => `"${text}",${rest.join(",")}`), ""].join("\n");
}

const COLUMNS = ["--text", "text", "--label", "ruling", "--group", "about"];

beforeAll(async () => {
  writeFileSync(at("samples.csv"), table());
  const { code, stderr } = await evenhand(
    "classifier",
    "train",
    at("samples.csv"),
    "--out",
    at("classifiers/insults"),
    "--positive",
    "insult",
    ...COLUMNS,
  );
  expect(stderr).toBe("");
  expect(code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("evenhand classifier train", () => {
  it("writes a model, its card and its declaration", () => {
    expect(readdirSync(at("classifiers")).toSorted()).toEqual(["insults.json", "insults.md", "insults.yaml"]);
    const card = readFileSync(at("classifiers/insults.md"), "utf8");
    expect(card).toContain("# Classifier `insults`");
    expect(card).toContain("| trained on | 2026-11-25 |");
    expect(card).toContain("### By group");
    expect(readFileSync(at("classifiers/insults.yaml"), "utf8")).toBe("kind: linear\n");
  });

  it("makes the same file by the command that the card shows, and leaves the declaration alone", async () => {
    const before = readFileSync(at("classifiers/insults.json"), "utf8");
    const card = readFileSync(at("classifiers/insults.md"), "utf8");
    writeFileSync(at("classifiers/insults.yaml"), "kind: linear\ndoc: ours\n");
    const command = /\| command \| `evenhand ([^`]+)` \|/.exec(card)?.[1] ?? "";
    expect((await evenhand(...command.split(" "))).code).toBe(0);
    expect(readFileSync(at("classifiers/insults.json"), "utf8")).toBe(before);
    expect(readFileSync(at("classifiers/insults.yaml"), "utf8")).toContain("ours");
  });

  it("goes on after rows that cannot be read, and says where they are", async () => {
    const lines = table()
      .trim()
      .split("\n")
      .slice(1)
      .map((row) => {
        const [, text, ruling] = /^"(.*)",(\w+),/.exec(row) ?? [];
        return JSON.stringify({ post: { body: text }, ruling: ruling === "fine" ? null : { clause: ruling } });
      });
    lines.splice(3, 0, "{ broken", JSON.stringify({ post: {} }), JSON.stringify({ post: { body: "who knows" } }));
    // A ruling without a clause: nothing was found.
    const fixed = lines.map((line) => line.replace('"ruling":null', '"ruling":{"clause":null}'));
    writeFileSync(at("samples.jsonl"), fixed.join("\n"));
    const { code, stdout, stderr } = await evenhand(
      "classifier",
      "train",
      at("samples.jsonl"),
      "--text",
      "post.body",
      "--label",
      "ruling.clause",
      "--lang",
      "en",
      "--out",
      at("other/lines"),
    );
    expect(stderr).toContain("samples.jsonl, line 4: error EH_INPUT_NOT_JSON");
    expect(code).toBe(0);
    expect(stdout).toContain("1 could not be read, 1 have no text, 1 have no label");
    expect(JSON.parse(readFileSync(at("other/lines.json"), "utf8"))).toMatchObject({ labels: ["insult", "none"] });
  });

  it("makes two labels of many with --binary", async () => {
    writeFileSync(at("many.csv"), table().replaceAll(",insult,rowers", ",threat,rowers"));
    const { code, stdout } = await evenhand(
      "classifier",
      "train",
      at("many.csv"),
      "--positive",
      "insult,threat",
      "--binary",
      "--json",
      "--out",
      at("other/many"),
      ...COLUMNS,
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ training: { byLabel: [32, 32] }, evaluation: { samples: 64 } });
  });

  it.each([
    [["--out", "x"], "--text"],
    [["--out", "Bad Name", ...COLUMNS], "must be a lower-case letter"],
    [["--out", "x", "--text", "Text", "--label", "ruling"], 'Did you mean "text"?'],
    [["--out", "x", ...COLUMNS], "Name it as positive"],
    [["--out", "x", ...COLUMNS, "--binary"], "--binary needs --positive"],
    [["--out", "x", ...COLUMNS, "--positive", "insults"], 'No sample has the label "insults"'],
    [["--out", "x", ...COLUMNS, "--characters", "5-3"], "such as 3-5"],
    [["--out", "x", ...COLUMNS, "--bits", "40"], "from 10 to 22"],
  ])("refuses %s", async (options, message) => {
    const { code, stderr, stdout } = await evenhand("classifier", "train", at("samples.csv"), ...options);
    expect(stderr).toContain(message);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("refuses a file without samples", async () => {
    writeFileSync(at("empty.jsonl"), "{}\n");
    const { code, stderr } = await evenhand("classifier", "train", at("empty.jsonl"), "--out", at("x"), ...COLUMNS);
    expect(stderr).toContain("EH_INPUT_NO_SAMPLES");
    expect(code).toBe(2);
  });
});

describe("evenhand classifier evaluate", () => {
  it("shows figures by label, threshold and group", async () => {
    const { code, stdout } = await evenhand(
      "classifier",
      "evaluate",
      at("classifiers/insults.json"),
      at("samples.csv"),
      ...COLUMNS,
    );
    expect(code).toBe(0);
    for (const told of ["macro-F1", "By label", "By threshold", "By group", "sailors", "Gaps between groups"])
      expect(stdout).toContain(told);
  });

  it("wants to be told what labels in other words mean", async () => {
    writeFileSync(at("words.csv"), table().replaceAll(",insult,", ",rude,"));
    const args = ["classifier", "evaluate", at("classifiers/insults.json"), at("words.csv"), ...COLUMNS];
    const refused = await evenhand(...args);
    expect(refused.stderr).toContain('does not know the label "rude"');
    expect(refused.code).toBe(2);
    const { code, stdout } = await evenhand(...args, "--positive", "rude", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ samples: 64, labels: [{ label: "insult", samples: 32 }, {}] });
  });

  it("refuses what is no model", async () => {
    const { code, stderr } = await evenhand("classifier", "evaluate", at("samples.csv"), at("samples.csv"), ...COLUMNS);
    expect(stderr).toContain("EH_CLASSIFIER_INVALID");
    expect(stderr).toContain("samples.csv");
    expect(code).toBe(2);
  });
});

describe("evenhand classifier inspect", () => {
  it("shows what the model is", async () => {
    const { code, stdout } = await evenhand("classifier", "inspect", at("classifiers/insults.json"));
    expect(code).toBe(0);
    expect(stdout).toContain("fine (32 samples), insult (32 samples)");
    expect(stdout).toMatch(/useless\s+\+/);
  });

  it("shows which words moved the score of a text", async () => {
    const args = ["classifier", "inspect", at("classifiers/insults.json"), "You rotten plank"];
    const { stdout } = await evenhand(...args);
    expect(stdout).toMatch(/rotten\s+\+\d/);
    const answer = JSON.parse((await evenhand(...args, "--json")).stdout) as {
      logit: number;
      intercept: number;
      words: { text: string; weight: number; start: number; end: number }[];
    };
    expect(answer.words.find(({ text }) => text === "rotten")).toMatchObject({ start: 4, end: 10 });
    expect(answer.words.reduce((sum, { weight }) => sum + weight, answer.intercept)).toBeCloseTo(answer.logit);
  });

  it("says so where there is no such file", async () => {
    const { code, stderr } = await evenhand("classifier", "inspect", at("nothing.json"));
    expect(stderr).toContain("EH_INPUT_MISSING");
    expect(code).toBe(2);
  });
});
