import type { MeasureKind } from "@evenhand/contract";

/** Measures that do not say that a rule was broken: the content is only marked, gated, or waits for a person. */
const NO_STRIKE: ReadonlySet<MeasureKind> = new Set(["label", "warn", "age_gate", "hold"]);

/** Whether carrying out a measure of this kind gives the strikes of its clause. */
export function givesStrikes(kind: MeasureKind): boolean {
  return !NO_STRIKE.has(kind);
}
