/** Banks that are compared in two ways: as their fold says, and plainly. */
import { PLAIN_STEPS } from "./fold-steps.js";
import type { TermBank } from "./term-bank.js";

/** No bank is named like this: names come from files and paths. */
const TWIN = "\u0000plain";

/** The name of a bank's plain twin. */
export function twinOf(name: string): string {
  return name + TWIN;
}

export function isTwin(name: string): boolean {
  return name.endsWith(TWIN);
}

/** Whether a bank has a twin: its fold has a step that is not plain. */
export function hasTwin({ fold = PLAIN_STEPS }: Pick<TermBank, "fold">): boolean {
  return fold.some((step) => !PLAIN_STEPS.includes(step));
}

/** The banks, and behind them the plain twins of those whose fold guesses. */
export function withTwins(banks: readonly TermBank[]): readonly TermBank[] {
  const twins = banks.filter(hasTwin).map((bank) => ({
    ...bank,
    name: twinOf(bank.name),
    // The steps that a bank leaves out stay out.
    fold: (bank.fold ?? PLAIN_STEPS).filter((step) => PLAIN_STEPS.includes(step)),
  }));
  return [...banks, ...twins];
}
