import { existsSync, readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { policyVersion } from "../load/canonical.js";
import { loadPolicy } from "../load/load-policy.js";
import { onBase } from "../load/testing/fixtures.js";
import type { Policy } from "../model.js";
import { makeDetector, makePolicy } from "../testing/make-policy.js";
import { changedLines } from "./changed-lines.js";
import { diffPolicies } from "./diff-policies.js";
import { formatLength } from "./field-texts.js";
import { renderDiff } from "./render-diff.js";

function load(edits: Readonly<Record<string, readonly (readonly [string, string])[]>> = {}): Policy {
  const files = onBase();
  for (const [path, pairs] of Object.entries(edits)) {
    for (const [from, to] of pairs) {
      const text = files.get(path) ?? "";
      expect(text).toContain(from);
      files.set(
        path,
        text.replace(from, () => to),
      );
    }
  }
  const { policy, problems } = loadPolicy(files);
  expect(problems).toEqual([]);
  return policy as Policy;
}

const base = load();

describe("diffPolicies", () => {
  it("finds nothing between a policy and itself, whatever it is written like", () => {
    const other = load({
      "detectors/spam.yaml": [
        ['duration("24h")', "duration('24h')"],
        ["doc: Counts links only.", "doc: x"],
      ],
      "banks/shouts.txt": [["# Words that are often shouted.\n", ""]],
    });
    expect(diffPolicies(base, other).changes).toEqual([]);
    expect(renderDiff(diffPolicies(base, other))).toBe(`No differences: both are ${base.version}.\n`);
  });

  it("tells each field of what changed, as people write it", () => {
    const other = load({
      "evenhand.yaml": [
        ["lateness: 30m", "lateness: 2h"],
        ["cap: 500", "cap: 600"],
        ["window: 6h", "window: 90m"],
      ],
      "detectors/spam.yaml": [
        ["> 5\n", "> 9\n"],
        ["[post.*, comment.created]", "[post.created, message.sent]"],
        ["mode: shadow", "mode: live"],
      ],
      "rules/spam.md": [
        ["{ limit_reach: 3d }", "{ limit_reach: 10d }"],
        ["strikes: none", "strikes: { count: 3, expires: 45d }"],
      ],
      "banks/shops.yaml": [["  - deals.example.test\n", "  - { domain: deals.example.test, severity: 2 }\n"]],
    });
    const changes = diffPolicies(base, other).changes.map(({ subject, id, kind, fields }) => [
      `${kind} ${subject} ${id}`,
      fields,
    ]);
    expect(Object.fromEntries(changes)).toEqual({
      "changed setting lateness": [{ field: "lateness", before: "30m", after: "2h" }],
      "changed clause spam.flooding": [
        { field: "ladder.good", before: "label, limit_reach 3d, remove", after: "label, limit_reach 10d, remove" },
      ],
      "changed clause spam.noise": [
        { field: "strikes.count", before: undefined, after: "3" },
        { field: "strikes.expires", before: undefined, after: "45d" },
      ],
      "changed detector link-flood": [
        { field: "on", added: ["message.sent"], removed: ["comment.created", "post.deleted", "post.updated"] },
        {
          field: "when",
          before: 'actor.age < duration("24h") && size(text.urls) > 0 && count("posts", actor.id, "10m") > 5',
          after: 'actor.age < duration("24h") && size(text.urls) > 0 && count("posts", actor.id, "10m") > 9',
        },
      ],
      "changed detector shouting": [{ field: "mode", before: "shadow", after: "live" }],
      "changed counter posts": [{ field: "cap", before: "500", after: "600" }],
      "changed counter same-text": [{ field: "window", before: "6h", after: "90m" }],
      "changed bank shops": [
        { field: "entries", added: ["deals.example.test (severity 2)"], removed: ["deals.example.test"] },
      ],
    });
  });

  it("is empty exactly where the versions are equal", () => {
    const free = new Set(["origin", "whenOrigin", "doc", "version"]);
    let tried = 0;
    const mutate = (value: unknown, key: string, rebuild: (changed: unknown) => Policy): void => {
      const check = (changed: unknown): void => {
        tried += 1;
        const other = rebuild(changed);
        const { changes, before, after } = diffPolicies(base, other);
        expect(after.version).toBe(policyVersion(other));
        expect(changes.length === 0).toBe(before.version === after.version);
        if (!free.has(key)) expect(changes.length).toBeGreaterThan(0);
      };
      if (typeof value === "object" && value !== null && !free.has(key)) {
        for (const part of Object.keys(value)) {
          mutate((value as Record<string, unknown>)[part], part, (changed) =>
            rebuild(Array.isArray(value) ? value.with(Number(part), changed) : { ...value, [part]: changed }),
          );
        }
        if (Array.isArray(value) && value.length > 0) check(value.slice(1));
        return;
      }
      if (typeof value === "number") check(value + 1);
      else if (typeof value === "boolean") check(!value);
      else if (typeof value === "string")
        check(["when", "key", "value", "where"].includes(key) ? `(${value}) == "x"` : `${value}x`);
      else check(["value", "where"].includes(key) ? "event.id" : "added");
    };
    mutate(base, "", (changed) => changed as Policy);
    expect(tried).toBeGreaterThan(200);
  });

  it("keeps apart what reads the same", () => {
    const detectors = (scope: string, forMs: number | undefined): Policy =>
      makePolicy({
        // oxlint-disable-next-line unicorn/no-thenable -- the policy's own word
        detectors: [makeDetector("a", "true", { then: { kind: "measure", measure: { kind: "label", scope, forMs } } })],
      });
    expect(diffPolicies(detectors("x 1d", undefined), detectors("x", 86_400_000)).changes).toHaveLength(1);
  });
});

describe("renderDiff", () => {
  it("renders a change of every kind as in its golden file", () => {
    const golden = new URL("../../golden/diff.txt", import.meta.url);
    const other = load({
      "evenhand.yaml": [
        ["lateness: 30m", "lateness: 2h"],
        ["languages: [en, zh-Hans]", "languages: [en, zh-Hans]"],
      ],
      "detectors/spam.yaml": [
        ["> 5\n", "> 9\n"],
        ["then: remove", "then: { restrict_feature: posting, for: 36h }"],
        ["- id: shouting", "- id: loud"],
        ["A new account posted many links.", "A new account posted many links.\n      Within minutes."],
      ],
      "rules/spam.md": [
        ["Do not post faster than people can read.", "Do not post faster than anybody can read.\nOr answer."],
      ],
      "banks/shouts.txt": [
        ["now\n", "now\nwow\n"],
        ["~!!!", "~!!"],
      ],
      "banks/offers.csv": [["bargain,,,,\n", ""]],
    });
    const text = renderDiff(diffPolicies(base, other));
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(golden, text);
    expect(existsSync(golden)).toBe(true);
    expect(text).toBe(readFileSync(golden, "utf8"));
  });

  it("shows classifiers, those above all that send texts somewhere", () => {
    const asking = (host: string): Policy =>
      loadPolicy(
        onBase(
          new Map([
            [
              "classifiers/rude.yaml",
              `kind: http\nurl: https://${host}/score\nkey: EVENHAND_CLASSIFIER_KEY_A\ncache: none\n`,
            ],
          ]),
        ),
      ).policy as Policy;
    expect(renderDiff(diffPolicies(asking("ours.example"), asking("theirs.example")))).toContain(
      "~ classifier rude\n    url: https://ours.example/score → https://theirs.example/score\n",
    );
    const added = renderDiff(diffPolicies(base, asking("ours.example")));
    for (const line of ["+ classifier rude", "kind: http", "key: EVENHAND_CLASSIFIER_KEY_A", "timeout: 5s"])
      expect(added).toContain(line);
  });

  it("cuts long lists and wide lines", () => {
    const words = Array.from({ length: 50 }, (_, i) => `word${i}`).join("\n");
    const other = load({ "banks/shouts.txt": [["now\n", `now\n${words}\n`]] });
    const lines = renderDiff(diffPolicies(base, other), { maxLines: 3, maxWidth: 40 }).split("\n");
    expect(lines).toContain("      … and 47 more");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
  });
});

describe("changedLines", () => {
  it("is a patch: the older text without the lines taken out is the newer one without those put in", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(text, text, (old, young) => {
        const lines = changedLines(old.join("\n"), young.join("\n"));
        const of = (mark: string): string[] =>
          lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(2));
        const kept = old.length - of("- ").length;
        expect(kept).toBe(young.length - of("+ ").length);
        for (const line of new Set([...old, ...young])) {
          const count = (list: readonly string[]): number => list.filter((one) => one === line).length;
          expect(count(old) - count(of("- "))).toBe(count(young) - count(of("+ ")));
        }
        if (old.join() === young.join()) expect(lines).toEqual([]);
      }),
    );
  });

  it("shows only what differs", () => {
    expect(changedLines("a\nb\nc\nd", "a\nx\nc\ny\nd")).toEqual(["- b", "+ x", "+ y"]);
  });
});

describe("formatLength", () => {
  it.each([
    [1_000, "1s"],
    [90_000, "90s"],
    [5_400_000, "90m"],
    [604_800_000, "7d"],
    [1, "1ms"],
  ])("%d ms → %s", (ms, text) => {
    expect(formatLength(ms)).toBe(text);
  });
});
