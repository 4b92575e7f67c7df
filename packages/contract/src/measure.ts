import { Type } from "typebox";

/**
 * Every measure, weakest first. The order is the ladder's: "strongest allowed" and "as far as a machine may go" both
 * compare positions in this list.
 */
export const MEASURE_KINDS = [
  "label",
  "warn",
  "age_gate",
  "limit_reach",
  "demonetise",
  "lock",
  "hold",
  "restrict_feature",
  "remove",
  "suspend",
  "terminate",
] as const;

export type MeasureKind = (typeof MEASURE_KINDS)[number];

const ACCOUNT_MEASURES: ReadonlySet<MeasureKind> = new Set(["warn", "restrict_feature", "suspend", "terminate"]);

/** What a measure falls on: the item, or the account behind it. */
export function measureTarget(kind: MeasureKind): "item" | "account" {
  return ACCOUNT_MEASURES.has(kind) ? "account" : "item";
}

/** Position in {@link MEASURE_KINDS}: a stronger measure has a higher number. */
export function measureStrength(kind: MeasureKind): number {
  return MEASURE_KINDS.indexOf(kind);
}

/** Whether a word names a measure. */
export function isMeasureKind(word: string): word is MeasureKind {
  return (MEASURE_KINDS as readonly string[]).includes(word);
}

/** A measure of a decision. */
export const Measure = Type.Object({
  kind: Type.Union(MEASURE_KINDS.map((kind) => Type.Literal(kind))),
  /** The clause it enforces. */
  clause: Type.String(),
  /** The detector that asked for it. */
  detector: Type.String(),
  /** RFC 3339 end, or null: until lifted. */
  until: Type.Union([Type.String(), Type.Null()]),
  /** For `label`: the label's name. For `restrict_feature`: the feature. */
  scope: Type.Optional(Type.String()),
});

/** A measure of a decision: what is done, for which clause, because of which detector, until when. */
export interface Measure {
  readonly kind: MeasureKind;
  readonly clause: string;
  readonly detector: string;
  readonly until: string | null;
  readonly scope?: string;
}
