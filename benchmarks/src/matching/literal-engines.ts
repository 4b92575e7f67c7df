/** Engines in JavaScript that look for literal terms. Each tells of a line whether any of them occurs. */
import { buildAutomaton, createTermIndex } from "@evenhand/matching";
import type { LineMatcher } from "./scan-lines.js";

export const LITERAL_ENGINES = {
  exact: "Evenhand, exact",
  folded: "Evenhand, folding and offsets",
  monyone: "@monyone/aho-corasick",
  modern: "modern-ahocorasick",
} as const;

export type LiteralEngine = keyof typeof LITERAL_ENGINES;

export const buildLiterals: Record<LiteralEngine, (terms: readonly string[]) => LineMatcher | Promise<LineMatcher>> = {
  exact(terms) {
    const automaton = buildAutomaton(terms);
    return (line) => (automaton.first(line) >= 0 ? 1 : 0);
  },
  folded(terms) {
    const entries = terms.map((text, id) => ({ id: String(id), text, match: "substring" as const }));
    const index = createTermIndex([{ name: "b", entries }]);
    // What evidence would show is read: the place in the original text.
    return (line) => {
      const hits = index.scan(line);
      return hits.any("b") && (hits.hits("b")[0]?.end ?? 0) > 0 ? 1 : 0;
    };
  },
  async monyone(terms) {
    const { AhoCorasick } = await import("@monyone/aho-corasick/fast");
    const automaton = new AhoCorasick([...terms]);
    return (line) => (automaton.hasKeywordInText(line) ? 1 : 0);
  },
  async modern(terms) {
    const { default: AhoCorasick } = await import("modern-ahocorasick");
    const automaton = new AhoCorasick([...terms]);
    return (line) => (automaton.match(line) ? 1 : 0);
  },
};
