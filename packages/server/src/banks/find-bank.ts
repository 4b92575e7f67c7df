import { EvenhandError } from "@evenhand/contract";
import type { Bank, CompiledPolicy, Policy } from "@evenhand/policy";
import type { PolicyBook } from "../policies/policy-book.js";

/** A bank that takes entries, and the policy that says so. */
export interface LiveBank {
  readonly bank: Bank;
  readonly policy: Policy;
  readonly compiled: CompiledPolicy;
}

/**
 * A bank of the policy in force.
 *
 * @throws EvenhandError EH_BANK_NOT_FOUND
 */
export function findBank(policies: PolicyBook, name: string): LiveBank {
  const compiled = policies.current()?.compiled;
  const bank = declaredBank(policies, name);
  if (compiled !== undefined && bank !== undefined) return { bank, policy: compiled.policy, compiled };
  throw bankNotFound(name);
}

/** What the policy in force says of a bank, if it does. */
export function declaredBank(policies: PolicyBook, name: string): Bank | undefined {
  return policies.current()?.compiled.policy.banks.find((bank) => bank.name === name);
}

/** The answer where neither the policy nor the store knows a bank. */
export function bankNotFound(name: string): EvenhandError {
  return new EvenhandError(
    "EH_BANK_NOT_FOUND",
    `The policy in force has no bank ${JSON.stringify(name)}. GET /v1/banks lists the banks there are.`,
  );
}

/**
 * A bank that takes entries while the policy is in force.
 *
 * @throws EvenhandError EH_BANK_NOT_FOUND, EH_BANK_NOT_LIVE
 */
export function findLiveBank(policies: PolicyBook, name: string): LiveBank {
  const found = findBank(policies, name);
  if (found.bank.live === true) return found;
  throw new EvenhandError(
    "EH_BANK_NOT_LIVE",
    `The bank "${name}" is not live: its entries change when a policy is published. To add entries while the policy is in force, give the bank \`live: true\`.`,
  );
}
