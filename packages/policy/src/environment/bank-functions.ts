import {
  CelError,
  closest,
  DOUBLE,
  DYN,
  type FunctionDecl,
  INT,
  listOf,
  type LiteralProblem,
  mapOf,
  opaque,
  BOOL,
  STRING,
} from "@evenhand/cel";
import { MAX_SHINGLED } from "@evenhand/matching";
import type { Bank } from "../model.js";

import { DEFAULT_RADIUS, NO_IMAGE } from "../signals/signals.js";
import { MEDIUM } from "./structs.js";
import type { Host } from "./host.js";

const BANK = opaque("bank");

/** What `bank("name")` is while a condition runs. */
interface BankHandle {
  readonly name: string;
}

function nameOf(bank: unknown): string {
  return (bank as BankHandle).name;
}

/** One pass over a text serves every bank, but the first to ask pays: about one unit per 4 characters. */
function scanCost(sizes: readonly number[]): number {
  return 10 + Math.ceil(Math.max(...sizes, 1) / 4);
}

/** 240 hashes for each shingle of a text, of which there are at most MAX_SHINGLED, and comparing with the nearest samples. */
function similarCost(sizes: readonly number[]): number {
  return 2_000 + 40 * Math.min(MAX_SHINGLED, Math.max(...sizes, 1));
}

const MAX_HITS = 1_000;
const HIT = mapOf(STRING, DYN);

/**
 * `bank(name)` and what one can ask of it, `similar`, `imageMatch`.
 *
 * @param fixed only banks that the policy version determines may be named
 */
export function bankFunctions(banks: readonly Bank[], fixed = false): readonly FunctionDecl[] {
  const known = (name: unknown, kinds: readonly Bank["kind"][]): LiteralProblem | undefined =>
    knownBank(banks, name, kinds, fixed);
  const handles = new Map(banks.map((bank) => [bank.name, { name: bank.name } satisfies BankHandle]));
  return [
    {
      name: "bank",
      params: [STRING],
      result: BANK,
      doc: 'A bank of this policy: bank("name").any(text.all), .hits(text.all), .links(text.urls).',
      tier: "cheap",
      maxCost: () => 1,
      checkLiterals: ([name]) => known(name, ["terms", "domains"]),
      call: (_frame, [name]) =>
        handles.get(name as string) ?? new CelError("EH_BANK_UNKNOWN", "bank() names no bank of this policy"),
    },
    {
      name: "any",
      receiver: BANK,
      params: [STRING],
      result: BOOL,
      doc: "Whether an entry of the term bank occurs in the text.",
      tier: "cheap",
      maxCost: scanCost,
      call: (frame, [bank, text]) => {
        frame.charge(scanCost([(text as string).length]));
        return (frame.host as Host).signals.any(nameOf(bank), text as string);
      },
    },
    {
      name: "hits",
      receiver: BANK,
      params: [STRING],
      result: listOf(HIT),
      maxResultSize: MAX_HITS,
      doc: "The entries of the term bank that occur in the text: entry, text, start, end, category, severity.",
      tier: "cheap",
      maxCost: (sizes) => scanCost(sizes) + MAX_HITS,
      call: (frame, [bank, text]) => {
        const hits = (frame.host as Host).signals.hits(nameOf(bank), text as string);
        frame.charge(scanCost([(text as string).length]) + hits.length);
        return hits;
      },
    },
    {
      name: "links",
      receiver: BANK,
      params: [listOf(STRING)],
      result: listOf(STRING),
      doc: "The entries of the domain bank that a list of links or hosts leads to.",
      tier: "cheap",
      maxCost: (sizes) => 10 + 20 * Math.max(...sizes, 1),
      call: (frame, [bank, urls]) => {
        frame.charge(10 + 20 * (urls as string[]).length);
        return (frame.host as Host).signals.links(nameOf(bank), urls as readonly string[]).map(({ entry }) => entry);
      },
    },
    {
      name: "any",
      receiver: BANK,
      params: [listOf(STRING)],
      result: BOOL,
      doc: "Whether a link or host of the list is in the domain bank.",
      tier: "cheap",
      maxCost: (sizes) => 10 + 20 * Math.max(...sizes, 1),
      call: (frame, [bank, urls]) => {
        frame.charge(10 + 20 * (urls as string[]).length);
        return (frame.host as Host).signals.links(nameOf(bank), urls as readonly string[]).length > 0;
      },
    },
    {
      name: "similar",
      params: [STRING, STRING],
      result: DOUBLE,
      doc: "How near the text is to the nearest sample of the bank, 0 to 1.",
      tier: "costly",
      maxCost: similarCost,
      checkLiterals: ([name]) => known(name, ["samples"]),
      call: (frame, [bank, text]) => {
        if (!frame.charge(similarCost([(text as string).length]))) return 0;
        return (frame.host as Host).signals.similar(bank as string, text as string).similarity;
      },
    },
    {
      name: "imageMatch",
      params: [STRING, listOf(MEDIUM)],
      result: INT,
      doc: `Distance in bits between the images and the nearest entry of the bank, up to the bank's radius (${DEFAULT_RADIUS} unless it says another, 63 at most); ${NO_IMAGE} where nothing is that near.`,
      tier: "costly",
      maxCost: (sizes) => 10 + Math.max(...sizes, 1) * imageCost(banks),
      checkLiterals: ([name]) => known(name, ["images"]),
      call: (frame, [bank, media]) => {
        if (!frame.charge(10 + (media as unknown[]).length * imageCost(banks))) return NO_IMAGE;
        return (frame.host as Host).signals.image(bank as string, media as readonly object[]).distance;
      },
    },
  ];
}

/**
 * A search of the index: some thousand probes at the widest radius, and the share of the entries that they lead to. A live
 * bank counts as if it held a million.
 */
function imageCost(banks: readonly Bank[]): number {
  const sizes = banks.flatMap((bank) =>
    bank.kind === "images" ? [bank.live === true ? 1e6 : bank.entries.length] : [],
  );
  return 1_000 + Math.ceil(Math.max(0, ...sizes) / 50);
}

/** Checks that a literal names a bank of one of the kinds, and where only `fixed` ones may be named, one of those. */
function knownBank(
  banks: readonly Bank[],
  name: unknown,
  kinds: readonly Bank["kind"][],
  fixed: boolean,
): LiteralProblem | undefined {
  if (typeof name !== "string") return { argument: 0, message: "Write the bank's name as a literal." };
  const bank = banks.find((candidate) => candidate.name === name);
  if (bank === undefined) {
    const suggestion = closest(
      name,
      banks.filter((candidate) => kinds.includes(candidate.kind)).map((candidate) => candidate.name),
    );
    return {
      argument: 0,
      message: `There is no bank "${name}" in banks/.`,
      ...(suggestion === undefined ? {} : { suggestion }),
    };
  }
  if (fixed && bank.live === true) {
    const message = `The bank "${name}" is live: what it holds changes while the policy is in force, and what is counted must not. Leave it out of counters.`;
    return { argument: 0, message };
  }
  if (kinds.includes(bank.kind)) return undefined;
  const use = {
    terms: "bank(…).any(text)",
    domains: "bank(…).links(text.urls)",
    samples: "similar(…)",
    images: "imageMatch(…)",
  };
  return { argument: 0, message: `The bank "${name}" holds ${bank.kind}; ask it with ${use[bank.kind]}.` };
}
