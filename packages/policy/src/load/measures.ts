import { isMeasureKind, MEASURE_KINDS, type MeasureKind, measureStrength } from "@evenhand/contract";
import { isScalar } from "yaml";
import type { MeasureSpec, StandingLevel } from "../model.js";
import { Fields } from "./fields.js";
import type { ProblemSink } from "./problem-sink.js";
import { describe, readDuration, readList, readText, readWord } from "./values.js";
import { originOf, type Value } from "./yaml-file.js";

/** Longest that a timed measure or a strike lasts, in days. */
export const MAX_DAYS = 3_650;

/** Measures that end after a time where one is given. */
const TIMED: readonly MeasureKind[] = [
  "label",
  "age_gate",
  "limit_reach",
  "demonetise",
  "lock",
  "restrict_feature",
  "suspend",
];
/** Measures whose value in a mapping is a name instead of a time. */
const SCOPED: readonly MeasureKind[] = ["label", "restrict_feature"];

/** A measure: a word, or a mapping such as `{ suspend: 7d }` or `{ restrict_feature: posting, for: 24h }`. */
export function readMeasure(value: Value, sink: ProblemSink): MeasureSpec | undefined {
  if (isScalar(value.node)) {
    const kind = readWord(value, sink, MEASURE_KINDS, "EH_POLICY_MEASURE");
    return kind === undefined ? undefined : { kind, forMs: undefined, scope: undefined };
  }
  const fields = Fields.read(value, "a measure", sink);
  if (fields === undefined) return undefined;
  const entries = fields.all().filter(([key]) => key !== "for");
  const [entry] = entries;
  if (entry === undefined || entries.length > 1 || !isMeasureKind(entry[0])) {
    const advice =
      "Write one measure with its time or name: { suspend: 7d }, { label: unverified }, { restrict_feature: posting, for: 24h }.";
    sink.error("EH_POLICY_MEASURE", fields.origin, `This is no measure. ${advice}`);
    return undefined;
  }
  return readSpec(entry[0], entry[1], fields.optional("for"), sink);
}

function readSpec(
  kind: MeasureKind,
  value: Value,
  time: Value | undefined,
  sink: ProblemSink,
): MeasureSpec | undefined {
  if (!TIMED.includes(kind)) {
    const advice = `Write the word alone: ${kind}.`;
    sink.error("EH_POLICY_MEASURE", originOf(value), `The measure ${kind} takes no time and no name. ${advice}`);
    return undefined;
  }
  if (SCOPED.includes(kind)) {
    const scope = readText(value, sink, 64);
    const forMs = time === undefined ? null : readTime(time, sink);
    return scope === undefined || forMs === undefined ? undefined : { kind, forMs: forMs ?? undefined, scope };
  }
  if (time !== undefined) {
    sink.error(
      "EH_POLICY_MEASURE",
      originOf(time),
      `Write the time as the value of ${kind}: { ${kind}: 7d }. Take \`for\` out.`,
    );
    return undefined;
  }
  const forMs = readTime(value, sink);
  return forMs === undefined ? undefined : { kind, forMs: forMs ?? undefined, scope: undefined };
}

/** Milliseconds, or null for `forever`. */
function readTime(value: Value, sink: ProblemSink): number | null | undefined {
  if (isScalar(value.node) && value.node.value === "forever") return null;
  return readDuration(value, sink, MAX_DAYS);
}

/** Measures by standing level, as written: levels may be left out. */
export type LadderRungs = ReadonlyMap<string, readonly MeasureSpec[]>;

/**
 * The `measures` of a clause or of the defaults.
 *
 * @param levels the policy's levels, or undefined where they could not be read: then any level name passes
 */
export function readRungs(
  value: Value,
  levels: readonly StandingLevel[] | undefined,
  sink: ProblemSink,
): LadderRungs | undefined {
  const fields = Fields.read(value, "a ladder", sink);
  if (fields === undefined) return undefined;
  const rungs = new Map<string, readonly MeasureSpec[]>();
  for (const [level, list, origin] of fields.all()) {
    if (levels !== undefined && !levels.some((known) => known.level === level)) {
      const names = levels.map((known) => known.level).join(", ");
      sink.error("EH_POLICY_LEVEL_UNKNOWN", origin, `There is no standing level "${level}". The levels are ${names}.`);
      continue;
    }
    rungs.set(level, readRung(list, sink));
  }
  const best = levels?.[0]?.level;
  if (best !== undefined && !rungs.has(best)) {
    sink.error(
      "EH_POLICY_LADDER",
      fields.origin,
      `Say which measures are allowed at "${best}": the best level has none before it to inherit from.`,
    );
    return undefined;
  }
  return rungs;
}

function readRung(value: Value, sink: ProblemSink): readonly MeasureSpec[] {
  const specs: MeasureSpec[] = [];
  for (const item of readList(value, sink, 100) ?? []) {
    const spec = readMeasure(item, sink);
    if (spec === undefined) continue;
    if (specs.some((other) => other.kind === spec.kind)) {
      sink.error(
        "EH_POLICY_LADDER",
        originOf(item),
        `The measure ${spec.kind} is there twice at one level. Keep one of them.`,
      );
    } else if (spec.kind === "restrict_feature" && spec.scope === undefined) {
      sink.error("EH_POLICY_MEASURE", originOf(item), "Say which feature: { restrict_feature: posting, for: 24h }.");
    } else specs.push(spec);
  }
  return specs.sort((a, b) => measureStrength(a.kind) - measureStrength(b.kind));
}

/** The ladder for every level: a level left out takes the next better level's list. */
export function completeLadder(
  rungs: LadderRungs,
  levels: readonly StandingLevel[],
): Record<string, readonly MeasureSpec[]> {
  const ladder: Record<string, readonly MeasureSpec[]> = {};
  let last: readonly MeasureSpec[] = [];
  for (const { level } of levels) {
    last = rungs.get(level) ?? last;
    ladder[level] = last;
  }
  return ladder;
}

/** How far a machine may go alone: a measure's word, or `review`. */
export function readAutomation(value: Value, sink: ProblemSink): MeasureKind | "review" | undefined {
  if (!isScalar(value.node)) {
    sink.error(
      "EH_POLICY_MEASURE",
      originOf(value),
      `\`automation\` is one word, a measure or review; here it is ${describe(value)}.`,
    );
    return undefined;
  }
  return readWord<MeasureKind | "review">(value, sink, [...MEASURE_KINDS, "review"], "EH_POLICY_MEASURE");
}
