import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDocument, visit } from "yaml";
import type { Policy } from "../model.js";
import { policyVersion } from "./canonical.js";
import { loadPolicy } from "./load-policy.js";
import { onBase } from "./testing/fixtures.js";

const base = onBase();

function load(files: ReadonlyMap<string, string>): Policy {
  const { policy, problems } = loadPolicy(files);
  expect(problems.filter((problem) => problem.severity === "error")).toEqual([]);
  return policy as Policy;
}

const policy = load(base);

/** The same YAML in another dress: keys in another order, other quotes, other widths, comments. */
function redress(text: string, seed: number): string {
  const document = parseDocument(text);
  visit(document, {
    Map: (_, node) => {
      if (seed % 2 === 1) node.items.reverse();
      if (seed % 3 === 1) node.flow = seed % 4 === 1;
    },
    Scalar: (key, node) => {
      if (typeof node.value !== "string") return;
      if (key !== "key" && seed % 5 < 2) node.type = seed % 5 === 0 ? "QUOTE_DOUBLE" : "QUOTE_SINGLE";
      node.comment = null;
    },
  });
  document.commentBefore = ` seed ${seed}`;
  return document.toString({ lineWidth: 30 + (seed % 90), indent: 2 + (seed % 3) });
}

function redressFile(path: string, text: string, seed: number): string {
  if (path.endsWith(".yaml")) return redress(text, seed);
  if (path.endsWith(".txt")) return `# seed ${seed}\n${text.split("\n").toReversed().join("\n\n")}`;
  if (!path.endsWith(".md")) return text;
  const [, front = "", body = ""] = /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? [];
  return `---\n${redress(front, seed)}---\n${body}\n`;
}

describe("the policy version", () => {
  it("does not depend on the order of files, on how YAML is written, or on line ends", () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...base.keys()], { minLength: base.size }),
        fc.nat({ max: 1_000 }),
        fc.boolean(),
        fc.boolean(),
        (order, seed, crlf, mark) => {
          const files = new Map(
            order.map((path) => {
              const text = redressFile(path, base.get(path) as string, seed);
              return [path, (mark ? "\ufeff" : "") + (crlf ? text.replaceAll("\n", "\r\n") : text)];
            }),
          );
          expect(load(files).version).toBe(policy.version);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("does not depend on white space, needless parentheses or comments in conditions", () => {
    const written = base.get("detectors/spam.yaml") as string;
    const other = written
      .replace("actor.age < duration", "(  actor.age<duration")
      .replace('("24h") && size', "('24h'))&&   size")
      .replace("when: >", "when: |");
    expect(other).not.toBe(written);
    expect(load(new Map([...base, ["detectors/spam.yaml", other]])).version).toBe(policy.version);
  });

  it("does not depend on cases, notes for editors, documentation or places", () => {
    const files = new Map(base);
    files.delete("cases/spam.yaml");
    files.set("README.md", "Read me.");
    files.set(
      "detectors/spam.yaml",
      `\n\n${(base.get("detectors/spam.yaml") as string).replace("Counts links only.", "x")}`,
    );
    files.set("banks/shops.yaml", (base.get("banks/shops.yaml") as string).replace("doc: Shops.\n", ""));
    files.set(
      "evenhand.yaml",
      (base.get("evenhand.yaml") as string)
        .replace("Posts of one account", "x")
        .replace(", doc: Safety of a person", ""),
    );
    expect(load(files).version).toBe(policy.version);
  });

  /** Leaves of the model that are for people who edit, or say where something stands. */
  const FREE = new Set(["origin", "whenOrigin", "doc", "version"]);

  it("depends on every other field of the model", () => {
    const seen = new Map<string, string>();
    let leaves = 0;
    const mutate = (value: unknown, path: readonly string[], rebuild: (changed: unknown) => Policy): void => {
      if (FREE.has(path.at(-1) ?? "")) return;
      if (typeof value === "object" && value !== null) {
        for (const key of Object.keys(value)) {
          mutate((value as Record<string, unknown>)[key], [...path, key], (changed) =>
            rebuild(Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed }),
          );
        }
        if (Array.isArray(value) && value.length > 0) expectNew(path, rebuild(value.slice(1)));
        return;
      }
      leaves += 1;
      expectNew(path, rebuild(changeOf(value, path)));
    };
    const expectNew = (path: readonly string[], changed: Policy): void => {
      const version = policyVersion(changed);
      expect(version, path.join(".")).not.toBe(policy.version);
      expect(seen.get(version), path.join(".")).toBeUndefined();
      seen.set(version, path.join("."));
    };
    mutate(policy, [], (changed) => changed as Policy);
    expect(leaves).toBeGreaterThan(150);
  });

  it("does not depend on the fields that are free", () => {
    const elsewhere = { file: "x", line: 9, column: 9 };
    const changed: Policy = {
      ...policy,
      version: "other",
      queues: policy.queues.map((queue) => ({ ...queue, doc: "x" })),
      rules: policy.rules.map((rule) => ({ ...rule, origin: elsewhere })),
      clauses: policy.clauses.map((clause) => ({ ...clause, origin: elsewhere })),
      detectors: policy.detectors.map((detector) => ({
        ...detector,
        doc: "x",
        origin: elsewhere,
        whenOrigin: elsewhere,
      })),
      counters: policy.counters.map((counter) => ({ ...counter, doc: "x", origin: elsewhere })),
      banks: policy.banks.map((bank) => ({ ...bank, doc: "x", origin: elsewhere })),
    };
    expect(policyVersion(changed)).toBe(policy.version);
  });
});

const EXPRESSIONS = new Set(["when", "key", "value", "where"]);

/** Another value of the same kind. */
function changeOf(value: unknown, path: readonly string[]): unknown {
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return !value;
  const isExpression = EXPRESSIONS.has(path.at(-1) ?? "") && (path[0] === "detectors" || path[0] === "counters");
  if (typeof value === "string") return isExpression ? `(${value}) == "other"` : `${value}x`;
  return isExpression ? "event.id" : "added";
}
