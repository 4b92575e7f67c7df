import {
  type Clause,
  type CompiledPolicy,
  type CounterStore,
  createEngine,
  decideOutcome,
  type DecisionRecord,
  type Detector,
  type Engine,
  type LiveFinding,
  type LiveSources,
  typesThatAskExternal,
} from "@evenhand/policy";
import type { EventType } from "@evenhand/contract";
import type { StoredBanks } from "../banks/stored-banks.js";
import { type Definition, definitionsOf } from "../classifiers/definition.js";
import { ScoreSource } from "../classifiers/score-source.js";
import { BatchStanding } from "../standing/batch-standing.js";

/** One policy ready to decide: its engine, and what recording a decision looks up. Replaced whole when another is published. */
export interface EngineSlot {
  readonly compiled: CompiledPolicy;
  readonly version: string;
  readonly engine: Engine;
  readonly standing: BatchStanding;
  /** What its live banks hold. */
  readonly banks: StoredBanks;
  /** The classifiers that others run, and the event types whose detectors ask them. */
  readonly external: {
    readonly definitions: ReadonlyMap<string, Definition>;
    readonly types: ReadonlySet<EventType>;
  };
  /** What these said of the events that are being decided. */
  readonly scores: ScoreSource;
  /** The same engine again with a standing of its own, so that drafts are decided beside a batch. */
  readonly drafts: { readonly engine: Engine; readonly standing: BatchStanding; readonly scores: ScoreSource };
  readonly clauses: ReadonlyMap<string, Clause>;
  readonly detectors: ReadonlyMap<string, Detector>;
}

/** Binds a compiled policy to counters and to its live banks. */
export function createEngineSlot(compiled: CompiledPolicy, counters: CounterStore, banks: StoredBanks): EngineSlot {
  const definitions = definitionsOf(compiled.policy);
  const scores = new ScoreSource(definitions);
  const draftScores = new ScoreSource(definitions);
  const live = (from: ScoreSource): LiveSources => ({ banks: () => banks.banks, scores: () => from });
  const standing = new BatchStanding(compiled.policy.standing);
  const draftStanding = new BatchStanding(compiled.policy.standing);
  return {
    compiled,
    version: compiled.policy.version,
    engine: createEngine(compiled, { counters, standing, live: live(scores) }),
    standing,
    banks,
    external: { definitions, types: typesThatAskExternal(compiled) },
    scores,
    drafts: {
      engine: createEngine(compiled, { counters, standing: draftStanding, live: live(draftScores) }),
      standing: draftStanding,
      scores: draftScores,
    },
    clauses: new Map(compiled.policy.clauses.map((clause) => [clause.id, clause])),
    detectors: new Map(compiled.policy.detectors.map((detector) => [detector.id, detector])),
  };
}

/** The clauses for which a person must look at a decision, and whether that is because a condition failed. */
export function reviewsOf(
  slot: EngineSlot,
  { decision, facts, event }: DecisionRecord,
): { readonly clauses: readonly string[]; readonly error: boolean } {
  if (decision.outcome !== "review" && decision.outcome !== "hold") return { clauses: [], error: false };
  const live = decision.findings.flatMap((finding): LiveFinding[] => {
    const clause = slot.clauses.get(finding.clause);
    const detector = slot.detectors.get(finding.detector);
    if (finding.mode !== "live" || clause === undefined || detector === undefined) return [];
    // oxlint-disable-next-line unicorn/no-thenable -- the policy's own word
    return [{ detector: finding.detector, clause, then: detector.then, kind: finding.kind }];
  });
  const { reviews } = decideOutcome(live, facts.standing.level, Date.parse(event.time));
  return { clauses: reviews, error: decision.findings.some((f) => f.mode === "live" && f.kind === "error") };
}
