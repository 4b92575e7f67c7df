/**
 * The evaluation plan of a policy: which detectors an event may concern, found through indexes, and only what is left of
 * their conditions evaluated.
 */
import { costOf, createLinker, type Env, type Expr, type Frame, type Handle, type Linked } from "@evenhand/cel";
import type { EventType } from "@evenhand/contract";
import { type Access, type AccessPath, accessTo } from "./access-paths.js";
import type { CheckedCounter, CounterPlan } from "./compiled-counter.js";
import type { CompiledDetector } from "./compiled-detector.js";
import { type Conjunct, type DetectorPlan, evaluateParts, type Hit } from "./detector-plan.js";
import type { Candidate, Index } from "./indexes.js";
import { describePath, indexKey, makeIndex, subjectsOf } from "./make-index.js";
import { addTo } from "./multimap.js";
import { countLiterals, type LiteralCounts, selectivity } from "./selectivity.js";

/** An access that is guessed to let through more than this is not worth an index. */
const WORTH_AN_INDEX = 0.45;

/** Fewer detectors are evaluated one after the other as fast: values that they share are kept anyway. */
const ENOUGH_SHARERS = 8;

export interface Plan {
  /** A frame for {@link Plan.evaluate}; `frame.load(facts, host)` starts an event. */
  frame(): Frame;
  /** Live and shadow detectors that hold or fail for the loaded event, by detector id. */
  evaluate(type: EventType, frame: Frame): readonly Hit[];
  /** The counters that count events of this type. */
  counters(type: EventType): readonly CounterPlan[];
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

interface Prepared {
  readonly compiled: CompiledDetector;
  readonly position: number;
  readonly parts: readonly Part[];
}

interface Part {
  readonly expr: Expr;
  readonly order: number;
  readonly handle: Handle;
  readonly access: Access | undefined;
  readonly costly: boolean;
  readonly cost: number;
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
  // Subjects are added before linking, so that the linker sees that the index and the conditions share them.
  const drafts = [...types].map(([type, list]) => [type, draftTypePlan(list, linker)] as const);
  const counterHandles = counters.map((counter) => addCounter(counter, linker));
  const linked = linker.link();
  const counterPlans = planCounters(counterHandles, linked);
  const conjunctOf = conjunctFactory(linked);
  const plans = new Map(drafts.map(([type, draft]) => [type, finishTypePlan(draft, linked, conjunctOf)]));
  let always = 0;
  let indexes = 0;
  for (const plan of plans.values()) {
    always += plan.always.length;
    indexes += plan.indexes.length;
  }
  const { nodes, shared } = linked.stats();
  return {
    frame: () => linked.frame(),
    evaluate: (type, frame) => plans.get(type)?.evaluate(frame) ?? NONE,
    counters: (type) => counterPlans.get(type) ?? [],
    detectors: (type) => plans.get(type)?.plans ?? [],
    stats: { nodes, shared, indexes, always },
  };
}

const NONE: readonly Hit[] = [];

function prepare(compiled: CompiledDetector, position: number, linker: ReturnType<typeof createLinker>): Prepared {
  const { checked } = compiled;
  const parts = compiled.conjuncts.map((expr, order) => {
    const { tier, max } = costOf(expr, checked);
    return {
      expr,
      order,
      handle: linker.add(checked, expr),
      access: tier === "costly" ? undefined : accessTo(expr, checked),
      costly: tier === "costly",
      cost: max,
    };
  });
  return { compiled, position, parts };
}

interface CounterHandles {
  readonly counter: CheckedCounter;
  readonly key: Handle;
  readonly value: Handle | undefined;
  readonly where: Handle | undefined;
}

function addCounter(counter: CheckedCounter, linker: ReturnType<typeof createLinker>): CounterHandles {
  return {
    counter,
    key: linker.add(counter.key),
    value: counter.value === undefined ? undefined : linker.add(counter.value),
    where: counter.where === undefined ? undefined : linker.add(counter.where),
  };
}

function planCounters(
  handles: readonly CounterHandles[],
  linked: Linked,
): ReadonlyMap<EventType, readonly CounterPlan[]> {
  const byType = new Map<EventType, CounterPlan[]>();
  for (const { counter, key, value, where } of handles) {
    const plan: CounterPlan = {
      index: counter.index,
      key: linked.closure(key),
      value: value === undefined ? undefined : linked.closure(value),
      where: where === undefined ? undefined : linked.closure(where),
    };
    for (const type of counter.decl.on) {
      addTo(byType, type, plan);
    }
  }
  return byType;
}

interface Draft {
  readonly one: Prepared;
  readonly chosen: Part | undefined;
}

interface TypeDraft {
  readonly drafts: readonly Draft[];
  readonly literals: LiteralCounts;
  /** Path groups by kind and subject, with the handle that evaluates the subject. */
  readonly groups: ReadonlyMap<string, Group>;
}

interface Group {
  /** What the index evaluates for each event: its subject, and the other one where there are two. */
  readonly handles: readonly Handle[];
  readonly members: { readonly one: Prepared; readonly chosen: Part; readonly path: AccessPath }[];
}

function draftTypePlan(list: readonly Prepared[], linker: ReturnType<typeof createLinker>): TypeDraft {
  const literals = countLiterals(list.flatMap((one) => one.parts.flatMap((part) => part.access ?? [])));
  const sharers = countSharers(list);
  const drafts = list.map((one) => ({ one, chosen: choose(one, literals, sharers) }));
  const groups = new Map<string, Group>();
  for (const { one, chosen } of drafts) {
    if (chosen?.access === undefined) continue;
    for (const path of chosen.access.paths) {
      const key = indexKey(path);
      let group = groups.get(key);
      if (group === undefined) {
        const { checked } = one.compiled;
        group = { handles: subjectsOf(path).map((subject) => linker.add(checked, subject)), members: [] };
        groups.set(key, group);
      }
      group.members.push({ one, chosen, path });
    }
  }
  return { drafts, literals, groups };
}

/** How many detectors could go through the same index. */
function countSharers(list: readonly Prepared[]): ReadonlyMap<string, number> {
  const sharers = new Map<string, number>();
  for (const one of list) {
    for (const part of one.parts) {
      for (const path of part.access?.paths ?? []) {
        const key = indexKey(path);
        sharers.set(key, (sharers.get(key) ?? 0) + 1);
      }
    }
  }
  return sharers;
}

/** The part of a condition that is guessed to hold least often, where that is worth an index. */
function choose(one: Prepared, literals: LiteralCounts, sharers: ReadonlyMap<string, number>): Part | undefined {
  let best: Part | undefined;
  let bestShare = WORTH_AN_INDEX;
  for (const part of one.parts) {
    if (part.access === undefined) continue;
    // Such an index does for each of its detectors what the detector would do itself: it pays by numbers only.
    const pays = part.access.paths.every(
      (path) =>
        (path.kind !== "true" && path.kind !== "linear") || (sharers.get(indexKey(path)) ?? 0) >= ENOUGH_SHARERS,
    );
    if (!pays) continue;
    const share = selectivity(part.access, literals);
    if (share < bestShare) [best, bestShare] = [part, share];
  }
  return best;
}

type ConjunctOf = (part: Part) => Conjunct;

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

interface TypePlan {
  readonly plans: readonly DetectorPlan[];
  readonly always: readonly DetectorPlan[];
  readonly indexes: readonly Index[];
  evaluate(frame: Frame): readonly Hit[];
}

function finishTypePlan(draft: TypeDraft, linked: Linked, conjunctOf: ConjunctOf): TypePlan {
  const planOf = new Map<Prepared, DetectorPlan>();
  for (const { one, chosen } of draft.drafts) planOf.set(one, toDetectorPlan(one, chosen, draft.literals, conjunctOf));
  const plans = [...planOf.values()];
  const always = plans.filter((plan) => plan.access === undefined);
  const indexes = [...draft.groups.values()].map((group) => toIndex(group, linked, planOf, conjunctOf));
  return { plans, always, indexes, evaluate: evaluator(always, indexes) };
}

function toDetectorPlan(
  one: Prepared,
  chosen: Part | undefined,
  literals: LiteralCounts,
  conjunctOf: ConjunctOf,
): DetectorPlan {
  // What costs little and is seldom true comes first: it ends most evaluations. Costly signals come last, whatever they say.
  const rank = new Map(one.parts.map((part) => [part, part.cost / (1.01 - shareOf(part, literals))]));
  const rankOf = (part: Part): number => rank.get(part) ?? 0;
  const ordered = [...one.parts].sort(
    (a, b) => Number(a.costly) - Number(b.costly) || rankOf(a) - rankOf(b) || a.order - b.order,
  );
  return {
    detector: one.compiled.detector,
    position: one.position,
    conjuncts: ordered.map(conjunctOf),
    access:
      chosen?.access === undefined
        ? undefined
        : { access: chosen.access, conjunct: conjunctOf(chosen), description: describe(chosen) },
    seen: -1,
  };
}

function shareOf(part: Part, literals: LiteralCounts): number {
  return part.access === undefined ? 0.5 : selectivity(part.access, literals);
}

function describe(part: Part): string {
  const kinds = new Set((part.access as Access).paths.map((path) => describePath(path)));
  return [...kinds].join(", ");
}

function toIndex(
  group: Group,
  linked: Linked,
  planOf: ReadonlyMap<Prepared, DetectorPlan>,
  conjunctOf: ConjunctOf,
): Index {
  const entries = group.members.map(({ one, chosen, path }) => ({
    path,
    candidate: candidateOf(
      planOf.get(one) as DetectorPlan,
      (chosen.access as Access).exact ? conjunctOf(chosen) : undefined,
    ),
  }));
  return makeIndex(
    entries,
    group.handles.map((handle) => linked.closure(handle)),
  );
}

function candidateOf(plan: DetectorPlan, proved: Conjunct | undefined): Candidate {
  return { plan, rest: plan.conjuncts.filter((conjunct) => conjunct !== proved) };
}

/** The loop over one event type. One generation number per evaluation marks the detectors already seen. */
function evaluator(always: readonly DetectorPlan[], indexes: readonly Index[]): (frame: Frame) => readonly Hit[] {
  // Most conditions end with their first part: one list of those is all that the loop over them has to touch.
  const firsts = always.map((plan) => plan.conjuncts[0]?.run ?? alwaysTrue);
  let generation = 0;
  let hits: Hit[] = [];
  let current: Frame | undefined;
  const visit = ({ plan, rest }: Candidate): void => {
    if (plan.seen === generation) return;
    plan.seen = generation;
    const held = evaluateParts(rest, current as Frame);
    if (held !== false) hits.push({ plan, error: held === true ? undefined : held });
  };
  return (frame) => {
    generation += 1;
    hits = [];
    current = frame;
    for (let i = 0; i < indexes.length; i++) (indexes[i] as Index).lookUp(frame, visit);
    for (let i = 0; i < firsts.length; i++) {
      frame.cost = 0;
      if ((firsts[i] as Conjunct["run"])(frame) === false) continue;
      const plan = always[i] as DetectorPlan;
      const held = evaluateParts(plan.conjuncts, frame);
      if (held !== false) hits.push({ plan, error: held === true ? undefined : held });
    }
    current = undefined;
    return hits.length < 2 ? hits : hits.sort((a, b) => a.plan.position - b.plan.position);
  };
}

const alwaysTrue = (): boolean => true;
