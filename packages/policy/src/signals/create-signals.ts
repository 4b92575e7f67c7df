/** The signals of a policy, compiled once. */
import { PLAIN_STEPS, stepsNeeded } from "@evenhand/matching";
import type { Bank, Policy } from "../model.js";
import { createBankSignals } from "./bank-signals.js";
import { createScores } from "./scores.js";
import type { PolicySignals } from "./signal-readers.js";
import type { SignalsAt } from "./signals.js";

/** Compiles the banks and classifiers of a policy. */
export function createSignals({ banks, classifiers }: Pick<Policy, "banks" | "classifiers">): PolicySignals {
  return {
    ...createBankSignals(banks),
    ...createScores(classifiers),
    steps: foldingOf(banks),
    liveBanks: new Set(banks.filter((bank) => bank.live === true).map((bank) => bank.name)),
    external: new Set(classifiers.filter(({ kind }) => kind !== "linear").map(({ name }) => name)),
  };
}

/** Which steps of a bank's folding a hit needed. Known for live banks too: how texts are folded is the policy's to say. */
function foldingOf(banks: readonly Bank[]): SignalsAt["steps"] {
  const folds = new Map(banks.flatMap((bank) => (bank.kind === "terms" ? [[bank.name, bank.fold] as const] : [])));
  return (bank, { entry, text, regex, variant }) =>
    regex === true || variant === true ? [] : stepsNeeded(text, entry, folds.get(bank) ?? PLAIN_STEPS);
}
