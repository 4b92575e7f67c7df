import type { Decision } from "@evenhand/contract";
import { addOutcome, type Confusion, emptyConfusion } from "./confusion.js";
import { type Rates, ratesOf } from "./rates.js";

/** Different labels that are told apart. Labels come with the log, so their number is not ours to trust. */
const MAX_LABELS = 1_000;
/** Stands for all labels after the first {@link MAX_LABELS}; no clause has such a name. */
const OTHER_LABELS = "(other labels)";

/** How decisions compare with labels. */
export interface LabelReport {
  /** Labelled events. */
  readonly events: number;
  /** Whether anything was found, against whether anything was expected, whatever the clause. */
  readonly overall: Confusion & Rates;
  /** For every clause that was expected or found, by name. */
  readonly byClause: readonly ({ readonly clause: string } & Confusion & Rates)[];
  /**
   * Labels against findings: `expected` is the label's clause or null; `found` a clause that was found, or null where none
   * was. An event with several found clauses counts in each of their cells. Null first, then by name.
   */
  readonly table: readonly {
    readonly expected: string | null;
    readonly found: string | null;
    readonly events: number;
  }[];
}

/**
 * Adds up labelled decisions: what labels expect against what counts as found. Unless said otherwise, a clause counts as
 * **found** where a live detector that cites it matched, whatever the measure; findings of shadow detectors and conditions
 * that failed do not count.
 */
export class LabelTally {
  readonly #clausesOf: (decision: Decision) => ReadonlySet<string>;
  #events = 0;
  readonly #overall = emptyConfusion();
  readonly #cells = new Map<string, { expected: string | null; found: string | null; events: number }>();
  readonly #found = new Map<string, number>();
  readonly #expected = new Map<string, number>();
  readonly #agreed = new Map<string, number>();

  constructor(clausesOf: (decision: Decision) => ReadonlySet<string> = foundClauses) {
    this.#clausesOf = clausesOf;
  }

  /** @param label the label's clause; null where nothing should be found */
  add(decision: Decision, label: string | null): void {
    this.#events += 1;
    const found = this.#clausesOf(decision);
    const expected =
      label === null || this.#expected.has(label) || this.#expected.size < MAX_LABELS ? label : OTHER_LABELS;
    addOutcome(this.#overall, expected !== null, found.size > 0);
    if (expected !== null) increment(this.#expected, expected);
    for (const clause of found) increment(this.#found, clause);
    if (expected !== null && found.has(expected)) increment(this.#agreed, expected);
    for (const clause of found.size === 0 ? [null] : found) {
      const key = JSON.stringify([expected, clause]);
      const cell = this.#cells.get(key);
      if (cell === undefined) this.#cells.set(key, { expected, found: clause, events: 1 });
      else cell.events += 1;
    }
  }

  report(): LabelReport {
    const clauses = [...new Set([...this.#expected.keys(), ...this.#found.keys()])].sort();
    return {
      events: this.#events,
      overall: { ...this.#overall, ...ratesOf(this.#overall) },
      byClause: clauses.map((clause) => {
        const confusion = this.#confusionOf(clause);
        return { clause, ...confusion, ...ratesOf(confusion) };
      }),
      table: [...this.#cells.values()]
        .map((cell) => ({ ...cell }))
        .sort((a, b) => byName(a.expected, b.expected) || byName(a.found, b.found)),
    };
  }

  #confusionOf(clause: string): Confusion {
    const truePositive = this.#agreed.get(clause) ?? 0;
    const falsePositive = (this.#found.get(clause) ?? 0) - truePositive;
    const falseNegative = (this.#expected.get(clause) ?? 0) - truePositive;
    const trueNegative = this.#events - truePositive - falsePositive - falseNegative;
    return { truePositive, falsePositive, falseNegative, trueNegative };
  }
}

/** Clauses that live detectors found broken. */
export function foundClauses(decision: Decision): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { kind, mode, clause } of decision.findings) if (kind === "match" && mode === "live") found.add(clause);
  return found;
}

/** Clauses for which a machine carried out a measure. */
export function actedClauses(decision: Decision): ReadonlySet<string> {
  return new Set(decision.measures.map((measure) => measure.clause));
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function byName(a: string | null, b: string | null): number {
  if (a === b) return 0;
  return a === null || (b !== null && a < b) ? -1 : 1;
}
