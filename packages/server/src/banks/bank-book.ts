/** The live banks in memory: those of the policy in force, and those of one that will be. */
import type { CompiledPolicy } from "@evenhand/policy";
import type { Service } from "../service/service.js";
import { loadStoredBanks, type StoredBanks } from "./stored-banks.js";

export interface BankBook {
  /** The live banks of the policy in force; undefined before the first policy. */
  current(): StoredBanks | undefined;
  /** Reads the live banks of a policy, beside those that are in use. */
  prepare(compiled: CompiledPolicy): Promise<StoredBanks>;
  /** Puts prepared banks in the place of those that are in use. */
  use(banks: StoredBanks): void;
  /** Takes over what has changed up to now, so that drafts see it; for whoever has changed a bank, after the commit. */
  follow(): Promise<void>;
}

/** Creates an empty book. */
export function createBankBook(service: Pick<Service, "store">): BankBook {
  let current: StoredBanks | undefined;
  return {
    current: () => current,
    prepare: (compiled) => loadStoredBanks(service, compiled),
    use(banks) {
      current = banks;
    },
    follow: async () => current?.follow(),
  };
}
