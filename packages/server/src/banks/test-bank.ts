import type { TestBankBody, TestedBank } from "@evenhand/contract";
import { extractLinks } from "@evenhand/matching";
import type { Domain } from "../service/domain.js";
import { findBank } from "./find-bank.js";

/**
 * What a bank of the policy in force finds now. Nothing is recorded.
 *
 * @throws EvenhandError EH_BANK_NOT_FOUND
 */
export function testBank(domain: Domain, name: string, { text, links = [], image }: TestBankBody): TestedBank {
  const { bank } = findBank(domain.policies, name);
  const live = bank.live === true ? domain.banks.current()?.banks : undefined;
  const signals = live?.signals ?? domain.policies.current()?.compiled.signals;
  const asOf = domain.clock.now();
  const urls = [...links, ...(text === undefined ? [] : extractLinks(text).map(({ url }) => url))];
  const isOf = (kind: typeof bank.kind): boolean => bank.kind === kind;
  const sample = isOf("samples") && text !== undefined ? signals?.similar(name, text, asOf) : undefined;
  const nearest = isOf("images") && image !== undefined ? signals?.image(name, [image], asOf) : undefined;
  return {
    bank: name,
    revision: live?.revisions[name] ?? 0,
    hits: isOf("terms") && text !== undefined ? [...(signals?.hits(name, text, asOf) ?? [])] : [],
    links: isOf("domains") ? [...(signals?.links(name, urls, asOf) ?? [])] : [],
    sample: sample?.sample === undefined ? null : { ...sample, sample: sample.sample },
    image: nearest?.entry === undefined ? null : { ...nearest, entry: nearest.entry },
  };
}
