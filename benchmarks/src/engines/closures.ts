/**
 * Plain JavaScript, one function per detector, evaluated one by one: the ceiling for anything that shares nothing. Detectors
 * of one shape share their machine code, and values are captured, so that V8 can do its best.
 */
import { countEvent, ResettableCounters } from "../facts/counters.js";
import { EventFacts } from "../facts/event-facts.js";
import { jsOf } from "../facts/fields.js";
import type { Condition, Conditions } from "../generate/condition.js";
import type { Competitor } from "./engine.js";

type Holds = (facts: EventFacts) => boolean;
type Factory = (...values: readonly (string | number | boolean)[]) => Holds;

export function createClosures(detectors: readonly Conditions[]): Competitor {
  const factories = new Map<string, Factory>();
  const closures = detectors.map((conditions) => toClosure(conditions, factories));
  const counters = new ResettableCounters();
  return {
    run: (events) =>
      events.map((event) => {
        const facts = new EventFacts(event, counters);
        countEvent(counters, facts);
        const found: number[] = [];
        for (let i = 0; i < closures.length; i++) if ((closures[i] as Holds)(facts)) found.push(i);
        return found;
      }),
    reset: () => counters.reset(),
  };
}

function toClosure(conditions: Conditions, factories: Map<string, Factory>): Holds {
  const values: (string | number | boolean)[] = [];
  const capture = (value: string | number | boolean): string => `v${values.push(value) - 1}`;
  const source = conditions.map((condition) => toJavaScript(condition, capture)).join(" && ");
  let factory = factories.get(source);
  if (factory === undefined) {
    const names = values.map((_, i) => `v${i}`);
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval
    factory = new Function(...names, `return (f) => ${source}`) as Factory;
    factories.set(source, factory);
  }
  return factory(...values);
}

function toJavaScript(condition: Condition, capture: (value: string | number | boolean) => string): string {
  switch (condition.kind) {
    case "equal":
      return `${jsOf(condition.field)} === ${capture(condition.value)}`;
    case "unequal":
      return `${jsOf(condition.field)} !== ${capture(condition.value)}`;
    case "unequalFields":
      return `${jsOf(condition.left)} !== ${jsOf(condition.right)}`;
    case "verified":
      return condition.value ? "f.actor.verified" : "!f.actor.verified";
    case "compare":
      return `${jsOf(condition.field)} ${condition.op} ${capture(condition.value)}`;
    case "contains":
      return `f.body.includes(${capture(condition.value)})`;
    case "linear":
      return `${jsOf(condition.left)} * ${capture(condition.factor)} + ${capture(condition.offset)} < ${jsOf(condition.right)}`;
    case "product":
      return `${jsOf(condition.first)} * ${jsOf(condition.second)} > ${jsOf(condition.third)} * ${capture(condition.factor)} + ${capture(condition.offset)}`;
    default:
      return `${jsOf(condition.field)}.endsWith(${jsOf(condition.part)} + ${capture(condition.suffix)})`;
  }
}
