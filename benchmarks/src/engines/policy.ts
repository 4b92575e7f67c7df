/** Our policy with the detectors of a pack, as plain data. */
import type { Clause, Detector, Policy, Then } from "@evenhand/policy";
import { COUNTERS, LATENESS_MS } from "../facts/counters.js";
import { celOf } from "../facts/fields.js";
import type { Condition, Conditions } from "../generate/condition.js";

const ORIGIN = { file: "benchmark.yaml", line: 1, column: 1 };

const CLAUSES: readonly Clause[] = Array.from({ length: 12 }, (_, i) => makeClause(`rule.clause-${"abcdefghijkl"[i]}`));

/** What detectors ask for, in turn: mostly a look by a person, now and then a removal. */
const THEN: readonly Then[] = [
  { kind: "review" },
  { kind: "measure", measure: { kind: "label", forMs: undefined, scope: "checked" } },
  { kind: "review" },
  { kind: "measure", measure: { kind: "hold", forMs: undefined, scope: undefined } },
  { kind: "review" },
  { kind: "measure", measure: { kind: "label", forMs: undefined, scope: "checked" } },
  { kind: "review" },
  { kind: "measure", measure: { kind: "label", forMs: undefined, scope: "checked" } },
  { kind: "review" },
  { kind: "ladder" },
];

export function toPolicy(detectors: readonly Conditions[]): Policy {
  return {
    name: "Benchmark",
    languages: ["en"],
    contact: "trust@benchmark.example",
    standing: [
      { level: "good", strikes: 0 },
      { level: "strained", strikes: 2 },
    ],
    latenessMs: LATENESS_MS,
    queues: [{ id: "default", doc: undefined }],
    rules: [],
    clauses: CLAUSES,
    detectors: detectors.map(toDetector),
    counters: COUNTERS,
    banks: [],
    classifiers: [],
    version: `sha256:${"0".repeat(64)}`,
  };
}

/** Position of the detector with an id that {@link toPolicy} gave. */
export function positionOf(id: string): number {
  return Number(id.slice(1));
}

function toDetector(conditions: Conditions, position: number): Detector {
  return {
    id: `d${String(position).padStart(5, "0")}`,
    clause: (CLAUSES[position % CLAUSES.length] as Clause).id,
    on: ["comment.created", "post.created"],
    when: toWhen(conditions),
    // oxlint-disable-next-line unicorn/no-thenable
    then: THEN[position % THEN.length] as Then,
    mode: "live",
    reason: { en: "Found by the benchmark." },
    doc: undefined,
    origin: ORIGIN,
    whenOrigin: ORIGIN,
  };
}

/** The condition in the language of our policies. */
export function toWhen(conditions: Conditions): string {
  return conditions.map(toCel).join(" && ");
}

function toCel(condition: Condition): string {
  switch (condition.kind) {
    case "equal":
      return `${celOf(condition.field)} == ${JSON.stringify(condition.value)}`;
    case "unequal":
      return `${celOf(condition.field)} != ${JSON.stringify(condition.value)}`;
    case "unequalFields":
      return `${celOf(condition.left)} != ${celOf(condition.right)}`;
    case "verified":
      return condition.value ? "actor.verified" : "!actor.verified";
    case "compare": {
      const value = condition.field === "actor.ageHours" ? `duration("${condition.value}h")` : condition.value;
      return `${celOf(condition.field)} ${condition.op} ${value}`;
    }
    case "contains":
      return `text.body.contains(${JSON.stringify(condition.value)})`;
    case "linear":
      return `${celOf(condition.left)} * ${condition.factor} + ${condition.offset} < ${celOf(condition.right)}`;
    case "product":
      return `${celOf(condition.first)} * ${celOf(condition.second)} > ${celOf(condition.third)} * ${condition.factor} + ${condition.offset}`;
    default:
      return `${celOf(condition.field)}.endsWith(${celOf(condition.part)} + ${JSON.stringify(condition.suffix)})`;
  }
}

function makeClause(id: string): Clause {
  const label = { kind: "label", forMs: undefined, scope: "checked" } as const;
  const hold = { kind: "hold", forMs: undefined, scope: undefined } as const;
  const remove = { kind: "remove", forMs: undefined, scope: undefined } as const;
  return {
    id,
    rule: "rule",
    severity: 2,
    category: "benchmark",
    dsa: undefined,
    ladder: { good: [label, hold, remove], strained: [hold, remove] },
    automation: "remove",
    strikes: { count: 1, expiresMs: 86_400_000 },
    queue: "default",
    title: { en: id },
    text: { en: "Text of the clause." },
    origin: ORIGIN,
  };
}
