import type { TestBankBody, TestedBank } from "@evenhand/contract";
import { tryBank } from "@evenhand/policy";
import type { Domain } from "../service/domain.js";
import { findBank } from "./find-bank.js";

/**
 * What a bank of the policy in force finds now. Nothing is recorded.
 *
 * @throws EvenhandError EH_BANK_NOT_FOUND
 */
export function testBank({ policies, banks, clock }: Domain, name: string, body: TestBankBody): TestedBank {
  const { bank, compiled } = findBank(policies, name);
  const live = bank.live === true ? banks.current()?.banks : undefined;
  const found = tryBank(bank, live?.signals ?? compiled.signals, body, clock.now());
  return { bank: name, revision: live?.revisions[name] ?? 0, ...found };
}
