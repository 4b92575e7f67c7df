import { type EffectiveState, type MeasureKind, measureStrength } from "@evenhand/contract";
import { sql } from "kysely";
import type { Reader } from "../store/transaction.js";

/** What a measure falls on. */
export interface Target {
  readonly kind: "item" | "account";
  readonly id: string;
}

/** A measure that is active, as far as the state of its target depends on it. */
export interface ActiveMeasure {
  readonly id: string;
  readonly kind: MeasureKind;
  readonly target: Target;
  readonly clause: string;
  readonly scope: string | null;
  /** Milliseconds since the epoch, or null: until lifted. */
  readonly until: number | null;
}

/** The name of a target in maps. */
export function targetKey({ kind, id }: Target): string {
  return `${kind}\n${id}`;
}

/**
 * Active measures of targets, by {@link targetKey}: of those alike in kind, clause and scope the one that lasts longest, so that
 * there are few however often a rule was broken. A measure whose time has passed is not active, also before the system has
 * carried out its expiry.
 */
export async function loadActive(
  db: Reader,
  targets: readonly Target[],
  nowMs: number,
): Promise<Map<string, ActiveMeasure[]>> {
  const byTarget = new Map<string, ActiveMeasure[]>();
  if (targets.length === 0) return byTarget;
  const { rows } = await sql<{
    id: string;
    kind: MeasureKind;
    target_kind: "item" | "account";
    target_id: string;
    clause: string;
    scope: string | null;
    until: Date | null;
  }>`
    select distinct on (m.target_kind, m.target_id, m.kind, m.clause, m.scope)
      m.id, m.kind, m.target_kind, m.target_id, m.clause, m.scope, m.until
    from (select distinct * from unnest(${targets.map((t) => t.kind)}::text[], ${targets.map((t) => t.id)}::text[]) as u (kind, id)) t
    join measures m on m.target_kind = t.kind and m.target_id = t.id and m.ended_at is null
    where m.until is null or m.until > ${new Date(nowMs).toISOString()}
    order by m.target_kind, m.target_id, m.kind, m.clause, m.scope, m.until desc nulls first, m.id`.execute(db);
  for (const row of rows) {
    const target = { kind: row.target_kind, id: row.target_id };
    addActive(byTarget, {
      id: row.id,
      kind: row.kind,
      target,
      clause: row.clause,
      scope: row.scope,
      until: row.until?.getTime() ?? null,
    });
  }
  return byTarget;
}

/** Adds a measure to a map of active ones. */
export function addActive(byTarget: Map<string, ActiveMeasure[]>, measure: ActiveMeasure): void {
  const key = targetKey(measure.target);
  const list = byTarget.get(key);
  if (list === undefined) byTarget.set(key, [measure]);
  else list.push(measure);
}

/**
 * The state of a target: its strongest active measure, and all that differ in kind, clause or scope, strongest first. Of equally
 * strong ones the longer, then the older comes first; of those alike only the longest is there.
 */
export function effectiveState(active: readonly ActiveMeasure[]): EffectiveState {
  const sorted = [...active].sort(
    (a, b) =>
      measureStrength(b.kind) - measureStrength(a.kind) || compareEnds(b.until, a.until) || (a.id < b.id ? -1 : 1),
  );
  const seen = new Set<string>();
  const different = sorted.filter(({ kind, clause, scope }) => {
    const key = `${kind}\n${clause}\n${scope}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return {
    strongest: sorted[0]?.kind ?? null,
    active: different.map(({ id, kind, clause, scope, until }) => ({
      measure: id,
      kind,
      clause,
      scope,
      until: until === null ? null : new Date(until).toISOString(),
    })),
  };
}

/** Orders ends; no end is the latest. Infinity less infinity would be no number. */
function compareEnds(a: number | null, b: number | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null ? -1 : a - b;
}
