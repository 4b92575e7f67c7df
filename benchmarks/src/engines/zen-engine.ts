/**
 * @gorules/zen-engine in the two forms that suit it: a decision table that collects, one row per detector; and one
 * expression that gathers the detectors that hold. Content is precompiled, and events are evaluated one after the other or
 * eight at a time on its own threads; the fastest combination is measured.
 */
import { ZenDecisionContent, ZenEngine } from "@gorules/zen-engine";
import { countEvent, ResettableCounters } from "../facts/counters.js";
import { EventFacts } from "../facts/event-facts.js";
import { flatName, flattener } from "../facts/fields.js";
import type { Condition, Conditions } from "../generate/condition.js";
import type { Competitor, Found } from "./engine.js";

type Row = Record<string, string>;

/** Every combination of form and events in flight. */
export const ZEN_FORMS = [
  (detectors: readonly Conditions[]) => createZen("table", detectors, 1),
  (detectors: readonly Conditions[]) => createZen("table", detectors, 8),
  (detectors: readonly Conditions[]) => createZen("expression", detectors, 1),
  (detectors: readonly Conditions[]) => createZen("expression", detectors, 8),
] as const;

function createZen(form: "table" | "expression", detectors: readonly Conditions[], inFlight: number): Competitor {
  const graph = form === "table" ? tableGraph(detectors) : expressionGraph(detectors);
  const decision = new ZenEngine().createDecision(new ZenDecisionContent(graph));
  const flatten = flattener(detectors);
  const counters = new ResettableCounters();
  const context = (event: Parameters<Competitor["run"]>[0][number]): object => {
    const facts = new EventFacts(event, counters);
    countEvent(counters, facts);
    return flatten(facts);
  };
  const evaluate = async (facts: object): Promise<Found> => foundIn((await decision.evaluate(facts)).result);
  return {
    form: `${form}, ${inFlight} in flight`,
    async run(events) {
      const found: Found[] = [];
      for (let i = 0; i < events.length; i += inFlight) {
        const batch = events.slice(i, i + inFlight).map(context);
        found.push(...(await Promise.all(batch.map(evaluate))));
      }
      return found;
    },
    reset: () => counters.reset(),
  };
}

/** A table gives a list of `{hit}`, or one list of numbers where it stands alone; an expression gives `{hits}`. */
function foundIn(result: unknown): Found {
  if (Array.isArray(result)) return (result as { hit: number }[]).map(({ hit }) => hit).sort((a, b) => a - b);
  const { hits } = result as { hits?: Found };
  return hits ?? [];
}

function graphOf(type: string, content: object): object {
  return {
    nodes: [
      { id: "in", type: "inputNode", name: "in" },
      { id: "detectors", type, name: "detectors", content },
      { id: "out", type: "outputNode", name: "out" },
    ],
    edges: [
      { id: "e1", sourceId: "in", targetId: "detectors" },
      { id: "e2", sourceId: "detectors", targetId: "out" },
    ],
  };
}

function expressionGraph(detectors: readonly Conditions[]): object {
  const choices = detectors.map((conditions, i) => `(${conditions.map(toZen).join(" and ")}) ? ${i} : -1`);
  return graphOf("expressionNode", {
    expressions: [{ id: "hits", key: "hits", value: `filter([${choices.join(", ")}], # >= 0)` }],
  });
}

/** Equalities and thresholds are cells of a column per field, which the table checks fastest; the rest is one column. */
function tableGraph(detectors: readonly Conditions[]): object {
  const columns = new Set<string>();
  const rows = detectors.map((conditions, i): Row => {
    const row: Row = { _id: `r${i}`, hit: String(i) };
    const rest: string[] = [];
    for (const condition of conditions) {
      const cell = toCell(condition);
      if (cell === undefined || row[cell.column] !== undefined) {
        rest.push(toZen(condition));
        continue;
      }
      columns.add(cell.column);
      row[cell.column] = cell.text;
    }
    row["rest"] = rest.join(" and ");
    return row;
  });
  const inputs = [...columns].map((column) => ({ id: column, name: column, field: column }));
  for (const row of rows) for (const column of columns) row[column] ??= "";
  return graphOf("decisionTableNode", {
    hitPolicy: "collect",
    inputs: [...inputs, { id: "rest", name: "rest" }],
    outputs: [{ id: "hit", name: "hit", field: "hit" }],
    rules: rows,
  });
}

function toCell(condition: Condition): { column: string; text: string } | undefined {
  switch (condition.kind) {
    case "equal":
      return { column: flatName(condition.field), text: JSON.stringify(condition.value) };
    case "verified":
      return { column: "actor_verified", text: String(condition.value) };
    case "compare":
      return { column: flatName(condition.field), text: `${condition.op} ${condition.value}` };
    default:
      return undefined;
  }
}

function toZen(condition: Condition): string {
  switch (condition.kind) {
    case "equal":
      return `${flatName(condition.field)} == ${JSON.stringify(condition.value)}`;
    case "unequal":
      return `${flatName(condition.field)} != ${JSON.stringify(condition.value)}`;
    case "unequalFields":
      return `${flatName(condition.left)} != ${flatName(condition.right)}`;
    case "verified":
      return `actor_verified == ${condition.value}`;
    case "compare":
      return `${flatName(condition.field)} ${condition.op} ${condition.value}`;
    case "contains":
      return `contains(text_body, ${JSON.stringify(condition.value)})`;
    case "linear":
      return `${flatName(condition.left)} * ${condition.factor} + ${condition.offset} < ${flatName(condition.right)}`;
    case "product":
      return `${flatName(condition.first)} * ${flatName(condition.second)} > ${flatName(condition.third)} * ${condition.factor} + ${condition.offset}`;
    default:
      return `endsWith(${flatName(condition.field)}, ${flatName(condition.part)} + ${JSON.stringify(condition.suffix)})`;
  }
}
