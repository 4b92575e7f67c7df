/** Engines that match many regular expressions, of any case. Each tells how many of them match a line. */
import { createTermIndex } from "@evenhand/matching";
import { BenchmarkError } from "../benchmark-error.js";
import type { LineMatcher } from "./scan-lines.js";

export const REGEX_ENGINES = {
  evenhand: "Evenhand, with spans",
  re2: "re2, RE2.Set",
  re2js: "re2js, sets of 50",
} as const;

export type RegexEngine = keyof typeof REGEX_ENGINES;

/** Beyond this, the states of one set of re2js explode. */
const RE2JS_SHARD = 50;

/** What is used of a set of re2 and of re2js. */
interface RegexSet {
  match(text: string): readonly number[];
}

export const buildRegexes: Record<RegexEngine, (rules: readonly string[]) => LineMatcher | Promise<LineMatcher>> = {
  evenhand(rules) {
    const entries = rules.map((text, id) => ({ id: String(id), text, match: "regex" as const }));
    const index = createTermIndex([{ name: "b", entries }]);
    return (line) => {
      const hits = index.scan(line).hits("b");
      return hits.length < 2 ? hits.length : new Set(hits.map((hit) => hit.entry)).size;
    };
  },
  async re2(rules) {
    const Re2 = await loadRe2();
    if (Re2 === undefined) throw new BenchmarkError("There is no re2.");
    const set = new Re2.Set([...rules], "i");
    return (line) => set.match(line).length;
  },
  async re2js(rules) {
    const { RE2JS, RE2Set } = await import("re2js");
    const sets: RegexSet[] = [];
    for (let at = 0; at < rules.length; at += RE2JS_SHARD) {
      const set = new RE2Set(RE2Set.UNANCHORED, RE2JS.CASE_INSENSITIVE);
      for (const rule of rules.slice(at, at + RE2JS_SHARD)) set.add(rule);
      set.compile();
      sets.push(set);
    }
    return (line) => sets.reduce((count, set) => count + set.match(line).length, 0);
  },
};

/**
 * The package `re2`, which is compiled where it is installed and so is no dependency: from the folder that EVENHAND_BENCH_RE2
 * names, or from wherever Node finds it. Undefined where it is not there.
 */
export async function loadRe2(): Promise<{ Set: new (rules: string[], flags: string) => RegexSet } | undefined> {
  const place = process.env["EVENHAND_BENCH_RE2"];
  try {
    const { createRequire } = await import("node:module");
    return createRequire(import.meta.url)(place ?? "re2") as { Set: new (rules: string[], flags: string) => RegexSet };
  } catch {
    return undefined;
  }
}
