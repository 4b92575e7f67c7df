/** @bufbuild/cel, each condition parsed and planned once, evaluated one by one over flat variables (its fastest input). */
import { celEnv, type CelInput, parse, plan } from "@bufbuild/cel";
import { countEvent, ResettableCounters } from "../facts/counters.js";
import { EventFacts } from "../facts/event-facts.js";
import { flatName, flattener } from "../facts/fields.js";
import type { Condition, Conditions } from "../generate/condition.js";
import type { Competitor } from "./engine.js";

type Evaluate = (variables: Record<string, CelInput>) => unknown;

export function createBufbuildCel(detectors: readonly Conditions[]): Competitor {
  const env = celEnv();
  const planned = detectors.map((conditions) => plan(env, parse(conditions.map(toCel).join(" && "))) as Evaluate);
  const flatten = flattener(detectors);
  const counters = new ResettableCounters();
  return {
    run: (events) =>
      events.map((event) => {
        const facts = new EventFacts(event, counters);
        countEvent(counters, facts);
        const variables = flatten(facts);
        const found: number[] = [];
        for (let i = 0; i < planned.length; i++) if ((planned[i] as Evaluate)(variables) === true) found.push(i);
        return found;
      }),
    reset: () => counters.reset(),
  };
}

/** Numbers are doubles here: whole numbers would have to cross as BigInt, which is slower. */
function double(value: number): string {
  return `${value}.0`;
}

function toCel(condition: Condition): string {
  switch (condition.kind) {
    case "equal":
      return `${flatName(condition.field)} == ${JSON.stringify(condition.value)}`;
    case "unequal":
      return `${flatName(condition.field)} != ${JSON.stringify(condition.value)}`;
    case "unequalFields":
      return `${flatName(condition.left)} != ${flatName(condition.right)}`;
    case "verified":
      return condition.value ? "actor_verified" : "!actor_verified";
    case "compare":
      return `${flatName(condition.field)} ${condition.op} ${double(condition.value)}`;
    case "contains":
      return `text_body.contains(${JSON.stringify(condition.value)})`;
    case "linear":
      return `${flatName(condition.left)} * ${double(condition.factor)} + ${double(condition.offset)} < ${flatName(condition.right)}`;
    case "product":
      return `${flatName(condition.first)} * ${flatName(condition.second)} > ${flatName(condition.third)} * ${double(condition.factor)} + ${double(condition.offset)}`;
    default:
      return `${flatName(condition.field)}.endsWith(${flatName(condition.part)} + ${JSON.stringify(condition.suffix)})`;
  }
}
