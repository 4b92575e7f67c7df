import type { Decision } from "@evenhand/contract";
import type { Confusion } from "@evenhand/policy";
import type { Label } from "../input/input-record.js";

/**
 * Compares findings with labels. An event counts as found where a live detector matched: for a clause that the label
 * names, or for any clause where it names none. Findings of shadow detectors and failed conditions do not count.
 */
export class LabelScore {
  /** By name of the label. */
  readonly byLabel = new Map<string, Confusion>();

  add(labels: ReadonlyMap<string, Label> | undefined, decision: Decision): void {
    if (labels === undefined) return;
    for (const [name, label] of labels) {
      const confusion = this.#of(name);
      const found = isFound(decision, label);
      if (label.positive) confusion[found ? "truePositive" : "falseNegative"] += 1;
      else confusion[found ? "falsePositive" : "trueNegative"] += 1;
    }
  }

  #of(name: string): Confusion {
    let confusion = this.byLabel.get(name);
    if (confusion === undefined) {
      confusion = { truePositive: 0, falsePositive: 0, falseNegative: 0, trueNegative: 0 };
      this.byLabel.set(name, confusion);
    }
    return confusion;
  }
}

function isFound({ findings }: Decision, { clauses }: Label): boolean {
  return findings.some(
    ({ kind, mode, clause }) =>
      kind === "match" && mode === "live" && (clauses === undefined || clauses.includes(clause)),
  );
}
