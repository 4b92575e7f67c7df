/**
 * Banks for a pack's policy, and detectors that ask them of every event: 10,000 terms, 20,000 domains, 2,000 samples and
 * 10,000 image hashes, so that what they cost shows beside the same pack without them. Peers have nothing like it.
 */
import type { Bank, Detector, Policy } from "@evenhand/policy";
import { createRandom, type Random } from "../generate/random.js";
import { VOCABULARY } from "../generate/vocabulary.js";

const SEED = 41;
const ORIGIN = { file: "banks/benchmark.yaml", line: 1, column: 1 };
const NONE = { category: undefined, severity: undefined };

/** What the detectors ask; the dear ones where the cheap part of the condition already holds, as authors are told to. */
const CONDITIONS: Readonly<Record<string, string>> = {
  "bank-terms": 'bank("terms").any(text.all)',
  "bank-graded": 'bank("terms").hits(text.all).exists(hit, hit.severity >= 5)',
  "bank-domains": 'bank("domains").any(text.urls)',
  "bank-samples": 'actor.age < duration("24h") && size(text.urls) > 0 && similar("samples", text.body) >= 0.8',
  "bank-images": 'size(media) > 0 && imageMatch("images", media) <= 31',
};

/** Whether a detector is one of those that {@link withBanks} adds. */
export function isBankDetector(id: string): boolean {
  return Object.hasOwn(CONDITIONS, id);
}

/** The policy with the banks and their detectors, which are in shadow: what the others find stays the same. */
export function withBanks(policy: Policy): Policy {
  const [model] = policy.detectors;
  if (model === undefined) return policy;
  const added = Object.entries(CONDITIONS).map(
    // oxlint-disable-next-line unicorn/no-thenable -- the policy's own word
    ([id, when]): Detector => ({ ...model, id, when, then: { kind: "review" }, mode: "shadow" }),
  );
  const detectors = [...added, ...policy.detectors].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { ...policy, detectors, banks: makeBanks(createRandom(SEED)) };
}

function makeBanks(random: Random): readonly Bank[] {
  const bank = { doc: undefined, origin: ORIGIN };
  const word = (): string => VOCABULARY[random.int(2_000, VOCABULARY.length - 1)] as string;
  const hex = (): string => Array.from({ length: 64 }, () => "0123456789abcdef".charAt(random.int(0, 15))).join("");
  const list = <T>(length: number, make: (index: number) => T): T[] =>
    Array.from({ length }, (_, index) => make(index));
  return [
    {
      ...bank,
      name: "domains",
      kind: "domains",
      entries: list(20_000, (i) => ({ domain: `${word()}-${i}.example`, path: undefined, ...NONE })),
    },
    {
      ...bank,
      name: "images",
      kind: "images",
      entries: list(10_000, (i) => ({ id: `image-${i}`, pdq: hex(), sha256: undefined, radius: undefined })),
    },
    {
      ...bank,
      name: "samples",
      kind: "samples",
      entries: list(2_000, (i) => ({
        id: `sample-${i}`,
        text: list(30, word).join(" "),
        lang: undefined,
        clause: undefined,
      })),
    },
    {
      ...bank,
      name: "terms",
      kind: "terms",
      // Two words in three terms of four, so that most look like a hit for a while and few are one.
      entries: list(10_000, (i) => ({
        text: i % 4 === 0 ? `${word()}${i}` : `${word()} ${word()}`,
        match: "word",
        allow: false,
        category: undefined,
        severity: 1 + (i % 5),
      })),
    },
  ];
}
