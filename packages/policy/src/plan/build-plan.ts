/**
 * The evaluation plan of a policy: which detectors an event may concern, found through indexes, and only what is left of
 * their conditions evaluated.
 */
import { createLinker, type Env, type Frame, type Linked, type Linker } from "@evenhand/cel";
import type { EventType } from "@evenhand/contract";
import type { CheckedCounter, CounterPlan } from "./compiled-counter.js";
import type { CompiledDetector } from "./compiled-detector.js";
import { addEvidence, type CollectEvidence } from "../explain/evidence.js";
import { addCounters } from "./counter-plans.js";
import type { Conjunct, DetectorPlan, Hit } from "./detector-plan.js";
import { addTo } from "./multimap.js";
import { type Part, prepare, type Prepared } from "./prepare.js";
import { type ConjunctOf, draftTypePlan, type TypePlan, type TypePlanDraft } from "./type-plan.js";

export interface Plan {
  /** A frame for {@link Plan.evaluate}; `frame.load(facts, host)` starts an event. */
  frame(): Frame;
  /** Live and shadow detectors that hold or fail for the loaded event, by detector id. */
  evaluate(type: EventType, frame: Frame): readonly Hit[];
  /** The counters that count events of this type. */
  counters(type: EventType): readonly CounterPlan[];
  /** The evidence of a detector by its position, for the event in the frame. */
  readonly evidence: CollectEvidence;
  /** How each detector of an event type is reached, for explanations. */
  detectors(type: EventType): readonly DetectorPlan[];
  readonly stats: PlanStats;
}

export interface PlanStats {
  /** Nodes of all conditions, after equal ones were merged. */
  readonly nodes: number;
  /** Sub-expressions that are kept per event because several conditions use them. */
  readonly shared: number;
  readonly indexes: number;
  /** Pairs of event type and detector that no index leads to: evaluated for every event of the type. */
  readonly always: number;
}

/**
 * Builds the plan.
 *
 * @param detectors sorted by id, conditions checked without errors against `env`
 */
export function buildPlan(detectors: readonly CompiledDetector[], counters: readonly CheckedCounter[], env: Env): Plan {
  const linker = createLinker(env);
  const prepared = detectors.map((compiled, position) => prepare(compiled, position, linker));
  const types = new Map<EventType, Prepared[]>();
  for (const one of prepared) {
    for (const type of one.compiled.detector.on) {
      addTo(types, type, one);
    }
  }
  const drafts = draftPlans(types, linker);
  const linkCounters = addCounters(counters, linker);
  const linkEvidence = addEvidence(detectors, linker);
  const linked = linker.link();
  const evidence = linkEvidence(linked);
  const counterPlans = linkCounters(linked);
  const conjunctOf = conjunctFactory(linked);
  const finished = new Map([...new Set(drafts.values())].map((draft) => [draft, draft(linked, conjunctOf)]));
  const plans = new Map([...drafts].map(([type, draft]) => [type, finished.get(draft) as TypePlan]));
  let always = 0;
  let indexes = 0;
  for (const plan of plans.values()) {
    always += plan.always;
    indexes += plan.indexes.length;
  }
  const { nodes, shared } = linked.stats();
  return {
    frame: () => linked.frame(),
    evaluate: (type, frame) => plans.get(type)?.evaluate(frame) ?? NONE,
    counters: (type) => counterPlans.get(type) ?? [],
    evidence,
    detectors: (type) => plans.get(type)?.plans ?? [],
    stats: { nodes, shared, indexes, always },
  };
}

const NONE: readonly Hit[] = [];

/** Event types with the same detectors share one draft: half the memory is in the processor's caches twice as often. */
function draftPlans(types: ReadonlyMap<EventType, readonly Prepared[]>, linker: Linker): Map<EventType, TypePlanDraft> {
  const byDetectors = new Map<string, TypePlanDraft>();
  const drafts = new Map<EventType, TypePlanDraft>();
  for (const [type, list] of types) {
    const key = list.map(({ position }) => position).join(" ");
    const draft = byDetectors.get(key) ?? draftTypePlan(list, linker);
    byDetectors.set(key, draft);
    drafts.set(type, draft);
  }
  return drafts;
}

function conjunctFactory(linked: Linked): ConjunctOf {
  const cache = new Map<Part, Conjunct>();
  return (part) => {
    let conjunct = cache.get(part);
    if (conjunct === undefined) {
      conjunct = { run: linked.closure(part.handle), order: part.order };
      cache.set(part, conjunct);
    }
    return conjunct;
  };
}
