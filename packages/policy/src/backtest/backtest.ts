/** Old and new policy over the same log: what changes, where, and with which examples. */
import { type Decision, type Event, OUTCOMES, type Outcome } from "@evenhand/contract";
import type { CompiledPolicy } from "../compile-policy.js";
import type { Clock } from "../counters/counter-store.js";
import { createMemoryCounters } from "../counters/memory-counters.js";
import { createEngine, type Engine } from "../engine/engine.js";
import { createMemoryStanding } from "../standing/memory-standing.js";
import { shorten } from "../text/shorten.js";
import { foundClauses, type LabelReport, LabelTally } from "./label-tally.js";

const SNIPPET = 120;
const DEFAULT_EXAMPLES = 5;

export interface BacktestOptions {
  readonly clock: Clock;
  /** Examples kept for each change. Default 5. */
  readonly examples?: number;
}

/** One event that the two policies decide differently. */
export interface BacktestExample {
  readonly event: { readonly source: string; readonly id: string; readonly type: string };
  /** The beginning of its text. */
  readonly text: string;
  readonly before: string;
  readonly after: string;
}

/** Events that changed in one way, by the detector or clause that brought or dropped them. */
export interface BacktestChange {
  readonly events: number;
  readonly byDetector: readonly { readonly detector: string; readonly events: number; readonly examples: readonly BacktestExample[] }[];
  readonly byClause: readonly { readonly clause: string; readonly events: number }[];
}

export interface BacktestReport {
  readonly events: number;
  readonly policies: { readonly before: string; readonly after: string };
  readonly outcomes: { readonly before: Readonly<Record<Outcome, number>>; readonly after: Readonly<Record<Outcome, number>> };
  /** Found by the new policy only; by the old one only. By live findings: detector by detector. */
  readonly newlyFound: BacktestChange;
  readonly noLongerFound: BacktestChange;
  /** Measures that only the new policy carries out; that only the old one did. */
  readonly newlyActedOn: BacktestChange;
  readonly noLongerActedOn: BacktestChange;
  /** For events that carry a label. */
  readonly labels: { readonly before: LabelReport; readonly after: LabelReport } | undefined;
}

/** Decides one event after the other under both policies. Memory holds counts and a few examples, not the log. */
export interface Backtest {
  add(event: Event): void;
  report(): BacktestReport;
}

/** Starts a backtest. Each policy has counters and standing of its own, as if it had been in force all along. */
export function createBacktest(before: CompiledPolicy, after: CompiledPolicy, options: BacktestOptions): Backtest {
  const engines = { before: engineFor(before, options.clock), after: engineFor(after, options.clock) };
  const outcomes = { before: noOutcomes(), after: noOutcomes() };
  const tallies = { before: new LabelTally(), after: new LabelTally() };
  const most = options.examples ?? DEFAULT_EXAMPLES;
  const found = { gained: new ChangeTally(most), lost: new ChangeTally(most) };
  const acted = { gained: new ChangeTally(most), lost: new ChangeTally(most) };
  let events = 0;
  let labelled = false;

  return {
    add(event) {
      events += 1;
      const old = engines.before.decide(event).decision;
      const now = engines.after.decide(event).decision;
      outcomes.before[old.outcome] += 1;
      outcomes.after[now.outcome] += 1;
      const { expect } = event.data;
      if (expect !== undefined) {
        labelled = true;
        tallies.before.add(old, expect.clause);
        tallies.after.add(now, expect.clause);
      }
      compare(findingsOf(old), findingsOf(now), found, () => exampleOf(event, old, now));
      compare(measuresOf(old), measuresOf(now), acted, () => exampleOf(event, old, now));
    },
    report: () => ({
      events,
      policies: { before: before.policy.version, after: after.policy.version },
      outcomes,
      newlyFound: found.gained.report(),
      noLongerFound: found.lost.report(),
      newlyActedOn: acted.gained.report(),
      noLongerActedOn: acted.lost.report(),
      labels: labelled ? { before: tallies.before.report(), after: tallies.after.report() } : undefined,
    }),
  };
}

function engineFor(compiled: CompiledPolicy, clock: Clock): Engine {
  const { counters, latenessMs, standing } = compiled.policy;
  return createEngine(compiled, {
    counters: createMemoryCounters(counters, { clock, latenessMs }),
    standing: createMemoryStanding(standing),
  });
}

function noOutcomes(): Record<Outcome, number> {
  return Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
}

interface Brought {
  readonly detector: string;
  readonly clause: string;
}

function findingsOf(decision: Decision): ReadonlyMap<string, Brought> {
  const live = decision.findings.filter((finding) => finding.mode === "live" && finding.kind === "match");
  return new Map(live.map(({ detector, clause }) => [`${detector}\n${clause}`, { detector, clause }]));
}

/** By kind and clause: the same measure brought by another detector is no change for the person. */
function measuresOf(decision: Decision): ReadonlyMap<string, Brought> {
  return new Map(decision.measures.map(({ kind, clause, detector }) => [`${kind}\n${clause}`, { detector, clause }]));
}

function compare(
  old: ReadonlyMap<string, Brought>,
  now: ReadonlyMap<string, Brought>,
  tally: { readonly gained: ChangeTally; readonly lost: ChangeTally },
  example: () => BacktestExample,
): void {
  const gained = [...now].filter(([key]) => !old.has(key)).map(([, brought]) => brought);
  const lost = [...old].filter(([key]) => !now.has(key)).map(([, brought]) => brought);
  if (gained.length > 0) tally.gained.add(gained, example);
  if (lost.length > 0) tally.lost.add(lost, example);
}

function exampleOf({ source, id, type, data }: Event, old: Decision, now: Decision): BacktestExample {
  const { title, body } = data.item?.text ?? {};
  const text = [title, body].filter((part) => part !== undefined && part !== "").join(" ");
  return { event: { source, id, type }, text: shorten(text, SNIPPET), before: brief(old), after: brief(now) };
}

function brief(decision: Decision): string {
  const measures = decision.measures.map(({ kind, clause }) => `${kind} (${clause})`);
  const clauses = [...foundClauses(decision)];
  if (measures.length > 0) return `${decision.outcome}: ${measures.join(", ")}`;
  return clauses.length > 0 ? `${decision.outcome}: ${clauses.join(", ")}` : decision.outcome;
}

class ChangeTally {
  readonly #most: number;
  #events = 0;
  readonly #byDetector = new Map<string, { events: number; examples: BacktestExample[] }>();
  readonly #byClause = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  add(brought: readonly Brought[], example: () => BacktestExample): void {
    this.#events += 1;
    for (const clause of new Set(brought.map((one) => one.clause))) {
      this.#byClause.set(clause, (this.#byClause.get(clause) ?? 0) + 1);
    }
    for (const detector of new Set(brought.map((one) => one.detector))) {
      let entry = this.#byDetector.get(detector);
      if (entry === undefined) {
        entry = { events: 0, examples: [] };
        this.#byDetector.set(detector, entry);
      }
      entry.events += 1;
      if (entry.examples.length < this.#most) entry.examples.push(example());
    }
  }

  report(): BacktestChange {
    const byDetector = [...this.#byDetector].map(([detector, { events, examples }]) => ({ detector, events, examples }));
    const byClause = [...this.#byClause].map(([clause, events]) => ({ clause, events }));
    return {
      events: this.#events,
      byDetector: byDetector.sort((a, b) => b.events - a.events || (a.detector < b.detector ? -1 : 1)),
      byClause: byClause.sort((a, b) => b.events - a.events || (a.clause < b.clause ? -1 : 1)),
    };
  }
}
