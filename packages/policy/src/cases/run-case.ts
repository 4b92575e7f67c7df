/** One case: an event decided by a fresh engine, and compared with what the case expects. */
import type { Decision, Finding } from "@evenhand/contract";
import type { CompiledPolicy } from "../compile-policy.js";
import { createMemoryCounters } from "../counters/memory-counters.js";
import { createEngine, type Engine } from "../engine/engine.js";
import type { DecisionRecord } from "../engine/recorded-facts.js";
import type { CaseDoc, CaseExpectation, Json, Swap } from "../load/index.js";
import { applySwap, expandCase } from "../load/index.js";
import type { ExternalScores } from "../signals/live-sources.js";
import { createMemoryStanding } from "../standing/memory-standing.js";
import type { StandingBook } from "../standing/standing-book.js";

/** What a case came to. */
export interface CaseResult {
  readonly name: string;
  readonly where: string;
  readonly ok: boolean;
  /** What differs from the expectation, or between the values of a swap: a sentence each. Empty where `ok`. */
  readonly differences: readonly string[];
  readonly decision: Decision;
  /** How many times the case was decided: once, and once for every other value of its swaps. */
  readonly runs: number;
}

/** Runs a case with every swap that it has. */
export function runCase(compiled: CompiledPolicy, doc: CaseDoc): CaseResult {
  const { decision } = decideCase(compiled, doc).record;
  const differences = compare(decision, doc.expect);
  let runs = 1;
  for (const { label, values } of variants(doc.swap)) {
    runs += 1;
    const swapped = decideFilled(compiled, withValues(doc, values)).record.decision;
    const was = summary(decision);
    const now = summary(swapped);
    if (was !== now) differences.push(`With ${label} the decision changes: ${now}; before: ${was}.`);
  }
  const where = `${doc.origin.file}:${doc.origin.line}`;
  return { name: doc.name, where, ok: differences.length === 0, differences, decision, runs };
}

type Values = ReadonlyMap<Swap, Json>;

/** The case with the given value of each swap, the first where none is given. */
function withValues(doc: CaseDoc, values: Values): CaseDoc {
  return doc.swap.reduce((done, swap) => {
    const value = values.has(swap) ? values.get(swap) : swap.values[0];
    return value === undefined ? done : applySwap(done, swap, value);
  }, doc);
}

/** Every other value of one swap at a time; and, of several, the last values of all together. */
function variants(swaps: readonly Swap[]): { label: string; values: Values }[] {
  const single = swaps.flatMap((swap) =>
    swap.values
      .slice(1)
      .map((value) => ({ label: `${swap.key} = ${JSON.stringify(value)}`, values: new Map([[swap, value]]) })),
  );
  const all = new Map(
    swaps.flatMap((swap) => (swap.values.length > 1 ? [[swap, swap.values.at(-1) as Json] as const] : [])),
  );
  if (all.size < 2) return single;
  const label = [...all].map(([swap, value]) => `${swap.key} = ${JSON.stringify(value)}`).join(" and ");
  return [...single, { label, values: all }];
}

/** A case that has been decided: the engine, so that it can explain, and the record of the last decision. */
export interface DecidedCase {
  readonly engine: Engine;
  readonly record: DecisionRecord;
}

/**
 * Decides a case's event after its earlier events, with counters and standing of its own, and with the first value of each of
 * its swaps.
 */
export function decideCase(compiled: CompiledPolicy, doc: CaseDoc): DecidedCase {
  return decideFilled(compiled, withValues(doc, new Map()));
}

/** The same for a case whose placeholders are filled in. */
function decideFilled(compiled: CompiledPolicy, doc: CaseDoc): DecidedCase {
  const { given, event } = expandCase(doc);
  const { policy } = compiled;
  const last = Date.parse(event.time);
  const counters = createMemoryCounters(policy.counters, { clock: { now: () => last }, latenessMs: policy.latenessMs });
  const { standing, scores } = doc.given;
  const engine = createEngine(compiled, {
    counters,
    standing: standingFor(compiled, standing),
    live: { banks: () => undefined, scores: () => scoresOf(scores) },
  });
  for (const earlier of given) engine.decide(earlier);
  return { engine, record: engine.decide(event) };
}

/** The level that the case gives to every account, or one that follows from the case's earlier events. */
function standingFor({ policy }: CompiledPolicy, level: string | undefined): StandingBook {
  if (level === undefined) return createMemoryStanding(policy.standing);
  const strikes = policy.standing.find((candidate) => candidate.level === level)?.strikes ?? 0;
  return { at: () => ({ level, strikes }), add: () => undefined };
}

/** What the case takes external classifiers to say. */
function scoresOf(scores: CaseDoc["given"]["scores"]): ExternalScores | undefined {
  return scores && { score: (classifier) => scores[classifier], words: () => [] };
}

/** What a swap must not change: outcome, measures, and which live detectors found what. Evidence may name the swapped text. */
function summary(decision: Decision): string {
  const measures = decision.measures.map(
    (m) =>
      `${m.kind}${m.scope === undefined ? "" : ` ${m.scope}`} for ${m.clause}${m.until === null ? "" : ` until ${m.until}`}`,
  );
  const found = live(decision).map((finding) =>
    finding.kind === "error" ? `${finding.detector} (error)` : finding.detector,
  );
  return [decision.outcome, ...measures, `found by ${found.length === 0 ? "nothing" : found.join(", ")}`].join(", ");
}

function live(decision: Decision): readonly Finding[] {
  return decision.findings.filter((finding) => finding.mode === "live");
}

function compare(decision: Decision, expect: CaseExpectation): string[] {
  const matched = live(decision).filter((finding) => finding.kind === "match");
  const detectors = matched.map((finding) => finding.detector);
  const differences: string[] = [];
  if (expect.outcome !== undefined && decision.outcome !== expect.outcome) {
    differences.push(`The outcome is ${decision.outcome}; expected ${expect.outcome}.`);
  }
  const clauses = matched.map((finding) => finding.clause);
  differences.push(...sets("clauses", clauses, expect.clauses));
  differences.push(
    ...sets(
      "measures",
      decision.measures.map((measure) => measure.kind),
      expect.measures,
    ),
  );
  differences.push(...sets("detectors", detectors, expect.detectors));
  for (const detector of expect.includes ?? []) {
    if (!detectors.includes(detector)) differences.push(`The detector ${detector} did not hold.`);
  }
  for (const finding of live(decision)) {
    // An error that a case does not ask about is still a fault of the condition.
    if (finding.kind === "error" && expect.outcome !== "review") {
      differences.push(`The detector ${finding.detector} ended in an error: ${finding.error?.message ?? "unknown"}`);
    }
  }
  return differences;
}

function sets(what: string, actual: readonly string[], expected: readonly string[] | undefined): string[] {
  if (expected === undefined) return [];
  const is = [...new Set(actual)].sort().join(", ");
  const should = [...new Set(expected)].sort().join(", ");
  return is === should ? [] : [`The ${what} are ${is || "none"}; expected ${should || "none"}.`];
}
