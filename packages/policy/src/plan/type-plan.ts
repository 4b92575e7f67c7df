/** The plan for one event type: its indexes, and the detectors that none leads to. */
import type { Frame, Handle, Linked, Linker } from "@evenhand/cel";
import type { Access, AccessPath } from "./access-paths.js";
import { type Candidate, CandidateTable } from "./candidates.js";
import { chooseAccess, chooseGuards, type GuardedPart } from "./choose.js";
import type { Conjunct, DetectorPlan, Hit } from "./detector-plan.js";
import { type GuardPath, GuardSlots } from "./guards.js";
import type { Index } from "./indexes.js";
import { describePath, indexKey, makeIndex, subjectsOf } from "./make-index.js";
import { countSharers, type Part, type Prepared } from "./prepare.js";
import { type Landscape, selectivity, survey } from "./selectivity.js";

export interface TypePlan {
  readonly plans: readonly DetectorPlan[];
  /** How many detectors no index leads to. */
  readonly always: number;
  readonly indexes: readonly Index[];
  /** Live and shadow detectors that hold or fail for the loaded event, by detector id. */
  evaluate(frame: Frame): readonly Hit[];
}

/** A detector, how it is to be reached, and what turns it away. */
interface Draft {
  readonly one: Prepared;
  readonly chosen: Part | undefined;
  readonly guards: readonly GuardedPart[];
}

/** What goes through one index. */
interface Group {
  /** What the index evaluates for each event: its subject, and the other one where there are two. */
  readonly handles: readonly Handle[];
  readonly members: { readonly draft: Draft; readonly path: AccessPath }[];
}

/** The closure of a part, the same object for every event type. */
export type ConjunctOf = (part: Part) => Conjunct;

/** Makes the plan once all is linked. */
export type TypePlanDraft = (linked: Linked, conjunctOf: ConjunctOf) => TypePlan;

/**
 * Chooses how the detectors of one event type are reached.
 *
 * Subjects are added to the linker here, before it links, so that it sees that indexes and conditions share them.
 */
export function draftTypePlan(list: readonly Prepared[], linker: Linker): TypePlanDraft {
  const landscape = survey(list.flatMap((one) => one.parts.flatMap((part) => part.access ?? [])));
  const sharers = countSharers(list);
  const handles = new Map<string, readonly Handle[]>();
  const handlesOf = (path: AccessPath, { compiled }: Prepared): readonly Handle[] => {
    const key = indexKey(path);
    const known = handles.get(key);
    if (known !== undefined) return known;
    const added = subjectsOf(path).map((subject) => linker.add(compiled.checked, subject));
    handles.set(key, added);
    return added;
  };
  const groups = new Map<string, Group>();
  const drafts = list.map((one): Draft => {
    const chosen = chooseAccess(one, landscape, sharers);
    const guards = chooseGuards(one, chosen, landscape, sharers);
    for (const { path } of guards) handlesOf(path, one);
    const draft = { one, chosen, guards };
    for (const path of chosen?.access?.paths ?? []) {
      const key = indexKey(path);
      const group = groups.get(key) ?? { handles: handlesOf(path, one), members: [] };
      groups.set(key, group);
      group.members.push({ draft, path });
    }
    return draft;
  });
  return (linked, conjunctOf) => {
    const slots = new GuardSlots();
    const subjectOf = (path: GuardPath) => () => linked.closure((handles.get(indexKey(path)) as readonly Handle[])[0]!);
    const candidates = new Map<Draft, Candidate>();
    for (const draft of drafts) {
      const plan = toDetectorPlan(draft, landscape, conjunctOf);
      const without = (conjuncts: readonly Conjunct[], parts: readonly (Part | undefined)[]): readonly Conjunct[] => {
        const proved = parts.flatMap((part) => (part?.access?.exact === true ? [conjunctOf(part)] : []));
        return conjuncts.filter((conjunct) => !proved.includes(conjunct));
      };
      const guards = draft.guards.map(({ path }) => slots.add(path, subjectOf(path)));
      const rest = without(plan.conjuncts, [draft.chosen]);
      const unguarded = without(
        rest,
        draft.guards.map(({ part }) => part),
      );
      candidates.set(draft, { plan, guards, rest, unguarded });
    }
    return assemble(candidates, [...groups.values()], slots, linked);
  };
}

function assemble(
  candidates: ReadonlyMap<Draft, Candidate>,
  groups: readonly Group[],
  slots: GuardSlots,
  linked: Linked,
): TypePlan {
  const table = new CandidateTable();
  const all = [...candidates.values()];
  const unreached = table.add(all.filter(({ plan }) => plan.access === undefined));
  const indexes = groups.map(({ handles, members }) =>
    makeIndex(
      members.map(({ draft, path }) => ({ path, candidate: candidates.get(draft) as Candidate })),
      handles.map((handle) => linked.closure(handle)),
      table,
    ),
  );
  const search = table.search(slots.values());
  return {
    plans: all.map(({ plan }) => plan),
    always: unreached.to - unreached.from,
    indexes,
    evaluate(frame) {
      search.start(frame);
      for (let i = 0; i < indexes.length; i++) indexes[i]!.lookUp(frame, search);
      search.visit(unreached.from, unreached.to);
      return search.finish();
    },
  };
}

function toDetectorPlan({ one, chosen }: Draft, landscape: Landscape, conjunctOf: ConjunctOf): DetectorPlan {
  const shareOf = ({ access }: Part): number => (access === undefined ? 0.5 : selectivity(access, landscape));
  // What costs little and is seldom true comes first: it ends most evaluations. Costly signals come last, whatever they say.
  const rank = new Map(one.parts.map((part) => [part, part.cost / (1.01 - shareOf(part))]));
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
        : { access: chosen.access, conjunct: conjunctOf(chosen), description: describe(chosen.access) },
    seen: -1,
  };
}

function describe({ paths }: Access): string {
  return [...new Set(paths.map((path) => describePath(path)))].join(", ");
}
