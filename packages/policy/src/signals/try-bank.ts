/** What a bank finds in something that is no event. */
import type { TestBankBody, TestedBank } from "@evenhand/contract";
import { extractLinks } from "@evenhand/matching";
import type { Bank } from "../model.js";
import type { BankSignals } from "./bank-signals.js";

/**
 * Asks a bank about a text, links or an image; links in the text are asked about too.
 *
 * @param asOf milliseconds of the Unix epoch: entries that have ended then find nothing
 */
export function tryBank(
  { name, kind }: Pick<Bank, "name" | "kind">,
  signals: BankSignals,
  { text, links = [], image }: TestBankBody,
  asOf: number,
): Omit<TestedBank, "bank" | "revision"> {
  const urls =
    kind !== "domains" ? [] : [...links, ...(text === undefined ? [] : extractLinks(text).map(({ url }) => url))];
  const sample = kind === "samples" && text !== undefined ? signals.similar(name, text, asOf) : undefined;
  const nearest = kind === "images" && image !== undefined ? signals.image(name, [image], asOf) : undefined;
  return {
    hits: kind === "terms" && text !== undefined ? [...signals.hits(name, text, asOf)] : [],
    links: [...signals.links(name, urls, asOf)],
    sample:
      sample?.sample === undefined ? null : { ...sample, sample: sample.sample, spans: [...(sample.spans ?? [])] },
    image: nearest?.entry === undefined ? null : { ...nearest, entry: nearest.entry },
  };
}
