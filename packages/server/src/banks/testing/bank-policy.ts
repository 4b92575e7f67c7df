/** A policy with live banks of terms, links and samples, for tests of what they find. */
import { testPolicy } from "../../testing/test-policy.js";

/** `scam` and `hosts` remove, `copies` labels, `fixed` belongs to the policy alone. */
export function bankPolicy(overrides: Readonly<Record<string, string>> = {}): Map<string, string> {
  const files = testPolicy({
    "banks/scam.yaml":
      "kind: terms\nlive: true\nentries:\n  - { text: moonshot }\n  - { text: guaranteed moonshot }\n  - { text: ropeway, allow: true }\n",
    "banks/fixed.txt": "flare\nMOONSHOT\n",
    "banks/hosts.yaml": "kind: domains\nlive: true\nentries:\n  - { domain: bad.example }\n",
    "banks/copies.yaml":
      "kind: samples\nlive: true\nentries:\n  - { id: first, text: the first sample that the policy itself brings to this bank }\n",
    ...overrides,
  });
  files.set(
    "detectors/banks.yaml",
    `
- { id: scams, clause: spam.words, on: [post.*], when: 'bank("scam").any(text.all)', then: remove, reason: { en: A scam., zh-Hans: 骗局。 } }
- { id: scam-flood, clause: spam.flood, on: [post.*], when: 'bank("scam").any(text.body)', then: limit_reach, reason: { en: A scam., zh-Hans: 骗局。 } }
- { id: links, clause: spam.words, on: [post.*], when: 'bank("hosts").any(text.urls)', then: label, reason: { en: A link., zh-Hans: 链接。 } }
- { id: repeats, clause: spam.words, on: [post.*], when: 'similar("copies", text.all) >= 0.8', then: label, reason: { en: A copy., zh-Hans: 复制。 } }
- { id: fixes, clause: spam.words, on: [post.*], when: 'bank("fixed").any(text.all)', then: label, mode: shadow, reason: { en: A flare., zh-Hans: 闪光。 } }
`,
  );
  return files;
}
