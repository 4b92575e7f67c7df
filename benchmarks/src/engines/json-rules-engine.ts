/**
 * json-rules-engine over flat facts given up front (its fastest input), with operators of our own where it has none.
 * In one form conditions have priorities, so that it stops at the first that fails; in the other it evaluates all.
 */
import { Engine, type RuleProperties } from "json-rules-engine";
import { countEvent, ResettableCounters } from "../facts/counters.js";
import { EventFacts } from "../facts/event-facts.js";
import { flatName, flattener } from "../facts/fields.js";
import type { Condition, Conditions } from "../generate/condition.js";
import type { Competitor, Found } from "./engine.js";

interface JsonCondition {
  readonly fact: string;
  readonly operator: string;
  readonly value: unknown;
  readonly priority?: number;
}
type Flat = Record<string, number | string>;

/** The fact that holds all flat facts, for operators that read two of them. */
const WHOLE = "event";

export const JSON_RULES_FORMS = [
  (detectors: readonly Conditions[]) => createJsonRules(detectors, false),
  (detectors: readonly Conditions[]) => createJsonRules(detectors, true),
] as const;

function createJsonRules(detectors: readonly Conditions[], ordered: boolean): Competitor {
  const rules = detectors.map((conditions, i): RuleProperties => ({
    event: { type: String(i) },
    conditions: {
      all: conditions.map((condition, order) =>
        ordered ? { ...toJson(condition), priority: conditions.length - order } : toJson(condition),
      ),
    },
  }));
  const engine = new Engine(rules);
  engine.addOperator<string, string>("containsText", (text, part) => text.includes(part));
  engine.addOperator<Flat, { left: string; right: string }>(
    "fieldsDiffer",
    (f, { left, right }) => f[left] !== f[right],
  );
  engine.addOperator<Flat, { left: string; factor: number; offset: number; right: string }>(
    "exceedsLinear",
    (f, { left, factor, offset, right }) => (f[left] as number) * factor + offset < (f[right] as number),
  );
  engine.addOperator<Flat, { first: string; second: string; third: string; factor: number; offset: number }>(
    "exceedsProduct",
    (f, { first, second, third, factor, offset }) =>
      (f[first] as number) * (f[second] as number) > (f[third] as number) * factor + offset,
  );
  engine.addOperator<Flat, { field: string; part: string; suffix: string }>("endsWithField", (f, value) =>
    (f[value.field] as string).endsWith(`${f[value.part]}${value.suffix}`),
  );
  const flatten = flattener(detectors);
  const counters = new ResettableCounters();
  return {
    form: ordered ? "conditions in order" : "conditions together",
    async run(events) {
      const all: Found[] = [];
      for (const event of events) {
        const facts = new EventFacts(event, counters);
        countEvent(counters, facts);
        const flat = flatten(facts);
        const result = await engine.run({ ...flat, [WHOLE]: flat });
        all.push(result.events.map(({ type }) => Number(type)).sort((a, b) => a - b));
      }
      return all;
    },
    reset: () => counters.reset(),
  };
}

function toJson(condition: Condition): JsonCondition {
  switch (condition.kind) {
    case "equal":
      return { fact: flatName(condition.field), operator: "equal", value: condition.value };
    case "unequal":
      return { fact: flatName(condition.field), operator: "notEqual", value: condition.value };
    case "unequalFields":
      return {
        fact: WHOLE,
        operator: "fieldsDiffer",
        value: { left: flatName(condition.left), right: flatName(condition.right) },
      };
    case "verified":
      return { fact: "actor_verified", operator: "equal", value: condition.value };
    case "compare": {
      const operator = condition.op === "<" ? "lessThan" : "greaterThan";
      return { fact: flatName(condition.field), operator, value: condition.value };
    }
    case "contains":
      return { fact: "text_body", operator: "containsText", value: condition.value };
    case "linear": {
      const { factor, offset } = condition;
      const value = { left: flatName(condition.left), factor, offset, right: flatName(condition.right) };
      return { fact: WHOLE, operator: "exceedsLinear", value };
    }
    case "product": {
      const { factor, offset } = condition;
      const [first, second, third] = [condition.first, condition.second, condition.third].map(flatName);
      return { fact: WHOLE, operator: "exceedsProduct", value: { first, second, third, factor, offset } };
    }
    default: {
      const value = { field: flatName(condition.field), part: flatName(condition.part), suffix: condition.suffix };
      return { fact: WHOLE, operator: "endsWithField", value };
    }
  }
}
