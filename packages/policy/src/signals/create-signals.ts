/** The signals of a policy, compiled once. */
import type { Policy } from "../model.js";
import { createBankSignals } from "./bank-signals.js";
import { createScores } from "./scores.js";
import type { PolicySignals } from "./signal-readers.js";

/** Compiles the banks and classifiers of a policy. */
export function createSignals({ banks, classifiers }: Pick<Policy, "banks" | "classifiers">): PolicySignals {
  return {
    ...createBankSignals(banks),
    ...createScores(classifiers),
    liveBanks: new Set(banks.filter((bank) => bank.live === true).map((bank) => bank.name)),
    external: new Set(classifiers.filter(({ kind }) => kind !== "linear").map(({ name }) => name)),
  };
}
