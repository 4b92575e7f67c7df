/** What labels said against what was found. */
export interface Confusion {
  truePositive: number;
  falsePositive: number;
  falseNegative: number;
  trueNegative: number;
}

export function emptyConfusion(): Confusion {
  return { truePositive: 0, falsePositive: 0, falseNegative: 0, trueNegative: 0 };
}

/** Counts one labelled event. */
export function addOutcome(confusion: Confusion, expected: boolean, found: boolean): void {
  if (expected) confusion[found ? "truePositive" : "falseNegative"] += 1;
  else confusion[found ? "falsePositive" : "trueNegative"] += 1;
}
