/** Old and new policy over the same log: what changes, where, and with which examples. */
import { type Decision, type Event, OUTCOMES, type Outcome } from "@evenhand/contract";
import type { CompiledPolicy } from "../compile-policy.js";
import type { Clock } from "../counters/counter-store.js";
import { createMemoryCounters } from "../counters/memory-counters.js";
import { createEngine, type Engine } from "../engine/engine.js";
import { createMemoryStanding } from "../standing/memory-standing.js";
import { type BacktestChange, type Brought, ChangeTally } from "./change-tally.js";
import { type BacktestExample, exampleOf } from "./example.js";
import { actedClauses, foundClauses, type LabelReport, LabelTally } from "./label-tally.js";

export type { BacktestChange } from "./change-tally.js";
export type { BacktestExample } from "./example.js";

const DEFAULT_EXAMPLES = 5;

export interface BacktestOptions {
  readonly clock: Clock;
  /** Examples kept for each detector of each change. Default 5. */
  readonly examples?: number;
}

/** Plain data: `policy backtest --json` prints it as it is. */
export interface BacktestReport {
  readonly events: number;
  /** Versions of the two policies. */
  readonly policies: { readonly before: string; readonly after: string };
  /** Events by outcome. */
  readonly outcomes: {
    readonly before: Readonly<Record<Outcome, number>>;
    readonly after: Readonly<Record<Outcome, number>>;
  };
  /** Found by the new policy only; by the old one only. By live findings: detector by detector. */
  readonly newlyFound: BacktestChange;
  readonly noLongerFound: BacktestChange;
  /**
   * Measures that only the new policy carries out; that only the old one did. By kind and clause: that another detector
   * brings the same measure is no change for the person.
   */
  readonly newlyActedOn: BacktestChange;
  readonly noLongerActedOn: BacktestChange;
  /** Events in none of these that are still decided differently: a measure's length or scope, or the outcome alone. */
  readonly otherwiseChanged: { readonly events: number; readonly examples: readonly BacktestExample[] };
  /** For events that carry a label (`data.expect`); undefined where none did. */
  readonly labels:
    | {
        /** A clause counts as found where a live detector of it matched, whatever was done about it. */
        readonly before: LabelReport;
        readonly after: LabelReport;
        /** The same, where a clause counts only if a machine carried out a measure for it. */
        readonly acted: { readonly before: LabelReport; readonly after: LabelReport };
      }
    | undefined;
}

/** Decides one event after the other under both policies. Memory holds counts and a few examples, not the log. */
export interface Backtest {
  add(event: Event): void;
  /** The state so far; adding may go on afterwards. */
  report(): BacktestReport;
}

/** Starts a backtest. Each policy has counters and standing of its own, as if it had been in force all along. */
export function createBacktest(before: CompiledPolicy, after: CompiledPolicy, options: BacktestOptions): Backtest {
  const most = options.examples ?? DEFAULT_EXAMPLES;
  const sides = { before: new Side(before, options.clock), after: new Side(after, options.clock) };
  const found = { gained: new ChangeTally(most), lost: new ChangeTally(most) };
  const acted = { gained: new ChangeTally(most), lost: new ChangeTally(most) };
  const otherwise = { events: 0, examples: [] as BacktestExample[] };
  let events = 0;
  let labelled = false;

  return {
    add(event) {
      events += 1;
      labelled ||= event.data.expect !== undefined;
      const old = sides.before.decide(event);
      const now = sides.after.decide(event);
      const example = (): BacktestExample => exampleOf(event, old, now);
      const differs = [
        compare(findingsOf(old), findingsOf(now), found, example),
        compare(measuresOf(old), measuresOf(now), acted, example),
      ];
      if (differs.includes(true) || essence(old) === essence(now)) return;
      otherwise.events += 1;
      if (otherwise.examples.length < most) otherwise.examples.push(example());
    },
    report: () => ({
      events,
      policies: { before: before.policy.version, after: after.policy.version },
      outcomes: { before: { ...sides.before.outcomes }, after: { ...sides.after.outcomes } },
      newlyFound: found.gained.report(),
      noLongerFound: found.lost.report(),
      newlyActedOn: acted.gained.report(),
      noLongerActedOn: acted.lost.report(),
      otherwiseChanged: { events: otherwise.events, examples: [...otherwise.examples] },
      labels: labelled
        ? {
            before: sides.before.found.report(),
            after: sides.after.found.report(),
            acted: { before: sides.before.acted.report(), after: sides.after.acted.report() },
          }
        : undefined,
    }),
  };
}

/** One of the two policies, with what it came to so far. */
class Side {
  readonly #engine: Engine;
  readonly outcomes: Record<Outcome, number>;
  readonly found: LabelTally;
  readonly acted: LabelTally;

  constructor(compiled: CompiledPolicy, clock: Clock) {
    const { counters, latenessMs, standing } = compiled.policy;
    this.#engine = createEngine(compiled, {
      counters: createMemoryCounters(counters, { clock, latenessMs }),
      standing: createMemoryStanding(standing),
    });
    this.outcomes = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
    this.found = new LabelTally(foundClauses);
    this.acted = new LabelTally(actedClauses);
  }

  decide(event: Event): Decision {
    const { decision } = this.#engine.decide(event);
    this.outcomes[decision.outcome] += 1;
    const { expect } = event.data;
    if (expect !== undefined) {
      this.found.add(decision, expect.clause);
      this.acted.add(decision, expect.clause);
    }
    return decision;
  }
}

function findingsOf(decision: Decision): ReadonlyMap<string, Brought> {
  const live = decision.findings.filter((finding) => finding.mode === "live" && finding.kind === "match");
  return new Map(live.map(({ detector, clause }) => [`${detector}\n${clause}`, { detector, clause }]));
}

function measuresOf(decision: Decision): ReadonlyMap<string, Brought> {
  return new Map(decision.measures.map(({ kind, clause, detector }) => [`${kind}\n${clause}`, { detector, clause }]));
}

/** Adds what only one side has to the tally of that side; whether there was anything. */
function compare(
  old: ReadonlyMap<string, Brought>,
  now: ReadonlyMap<string, Brought>,
  tally: { readonly gained: ChangeTally; readonly lost: ChangeTally },
  example: () => BacktestExample,
): boolean {
  const gained = [...now].filter(([key]) => !old.has(key)).map(([, brought]) => brought);
  const lost = [...old].filter(([key]) => !now.has(key)).map(([, brought]) => brought);
  if (gained.length > 0) tally.gained.add(gained, example);
  if (lost.length > 0) tally.lost.add(lost, example);
  return gained.length + lost.length > 0;
}

/** What the person and the reviewers notice of a decision. */
function essence({ outcome, measures }: Decision): string {
  return JSON.stringify([outcome, ...measures.map(({ kind, clause, until, scope }) => [kind, clause, until, scope])]);
}
