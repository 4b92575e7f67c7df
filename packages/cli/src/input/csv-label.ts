import type { Label } from "./input-record.js";

/** How label values are read. */
export interface LabelRules {
  /** Every clause of the policy. */
  readonly known: ReadonlySet<string>;
  /** Values that mean "something to find", in lower case; undefined: whatever does not say no. */
  readonly positive: ReadonlySet<string> | undefined;
  /** What a positive value stands for that is no clause itself; undefined: any clause. */
  readonly clauses: readonly string[] | undefined;
}

const NO = new Set(["", "false", "no", "null"]);

/**
 * Reads a label: empty, 0, false, no and null mean that there is nothing to find; a clause of the policy means that
 * clause; anything else means that there is something to find.
 */
export function parseLabel(value: string, rules: LabelRules): Label {
  const word = value.trim();
  if (rules.known.has(word)) return { positive: true, clauses: [word] };
  const lower = word.toLowerCase();
  const positive = rules.positive === undefined ? !NO.has(lower) && Number(lower) !== 0 : rules.positive.has(lower);
  return { positive, clauses: rules.clauses };
}
