import { type Event, validateEvent } from "@evenhand/contract";
import type { CaseDoc } from "./case-doc.js";
import { applySwap, expandCase } from "./expand-case.js";
import type { ProblemSink } from "./problem-sink.js";
import { placeOf } from "./read-event.js";
import { originOf, type Value } from "./yaml-file.js";

/** The nodes of a case that its problems are told at. */
interface CaseNodes {
  readonly event: Value;
  readonly given: Value | undefined;
  readonly swap: Value | undefined;
}

/** Holds the events of a case, with every value of each swap in its place, against the contract. */
export function checkCaseEvents(doc: CaseDoc, nodes: CaseNodes, sink: ProblemSink): void {
  const filled = doc.swap.reduce((held, swap) => applySwap(held, swap, swap.values[0] ?? ""), doc);
  const { event, given } = expandCase(filled);
  // Earlier events take over the account, and with it its mistakes.
  if (report(event, nodes.event, sink)) return;
  const earlier = distinctProblems(given);
  for (const message of earlier) {
    sink.error("EH_POLICY_CASE", originOf(nodes.given ?? nodes.event), `An earlier event is not valid: ${message}`);
  }
  if (earlier.length > 0 || nodes.swap === undefined) return;
  for (const message of distinctProblems(swappedEvents(doc))) {
    sink.error("EH_POLICY_CASE", originOf(nodes.swap), `With a value of the swap the event is not valid: ${message}`);
  }
}

/** The event with every value of each swap in turn, the other swaps at their first. */
function swappedEvents(doc: CaseDoc): readonly Event[] {
  return doc.swap.flatMap((swap) => {
    const others = doc.swap.filter((other) => other !== swap);
    const base = others.reduce((held, other) => applySwap(held, other, other.values[0] ?? ""), doc);
    return swap.values.map((value) => expandCase(applySwap(base, swap, value)).event);
  });
}

/** What is wrong with any of the events, each thing once: one mistake in a repeated event is one mistake. */
function distinctProblems(events: readonly Event[]): readonly string[] {
  const messages = new Set<string>();
  for (const event of events) {
    const result = validateEvent(event);
    for (const problem of result.ok ? [] : result.problems) messages.add(problem.message);
  }
  return [...messages];
}

/** @returns whether there was anything to report */
function report(event: Event, value: Value, sink: ProblemSink): boolean {
  const result = validateEvent(event);
  for (const problem of result.ok ? [] : result.problems) {
    const origin = originOf(placeOf(value, (problem.where ?? "").split("/").slice(1)));
    sink.error("EH_POLICY_CASE", origin, `The event is not valid: ${problem.message}`);
  }
  return !result.ok;
}
