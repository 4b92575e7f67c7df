/** Entries of banks that share a fold, compiled into one automaton. */
import { type Automaton, automatonFromTables, type AutomatonTables, buildAutomaton } from "./automaton.js";
import type { FoldedTerm, Folder } from "./fold.js";
import { MatchingError } from "./matching-error.js";
import { isTelling } from "./regex-literals.js";
import { compileRule, type RegexRule } from "./regex-rule.js";
import { RuleLeads } from "./term-bank-leads.js";
import { MetExtras } from "./term-bank-met.js";
import type { NearTerms, TermEntry } from "./term-bank.js";

/** What is known of an entry, in bits. */
export const WHOLE_WORD = 1 << 0;
export const ALLOW = 1 << 1;
/** It depends on what stands near. */
export const NEAR = 1 << 2;

/** Context terms of an entry: extras of the layer. */
export interface NearExtras {
  readonly extras: readonly number[];
  readonly within: number;
}

/** A regular expression of the layer. */
export interface LayerRule {
  /** Place of its entry. */
  readonly entry: number;
  readonly rule: RegexRule;
  /** Per set of its literals, the extras that they are. */
  readonly sets: readonly (readonly number[])[];
  /** The set that leads to the rule: it is only looked at where one of these was met. */
  readonly lead: number;
}

/** Compiled entries. The needles of the automaton are first the entries (none for a regular expression), then the extras. */
export interface Layer {
  readonly automaton: Automaton;
  readonly entries: readonly TermEntry[];
  /** Per entry, the number of its bank. */
  readonly banks: Uint32Array;
  readonly flags: Uint8Array;
  /** Per entry, what is looked for. */
  readonly terms: readonly FoldedTerm[];
  /** Per extra needle: context terms and literals of rules. */
  readonly extras: readonly FoldedTerm[];
  /** Whether an extra is a context term: only then is it looked at as a word. */
  readonly isContext: Uint8Array;
  readonly near: ReadonlyMap<number, { readonly near?: NearExtras; readonly notNear?: NearExtras }>;
  readonly rules: readonly LayerRule[];
  readonly leads: RuleLeads;
  /** What a scan met; cleared by the next. A scan is done before another begins. */
  readonly met: MetExtras;
  /** By number of a bank, the longest allow-list term. */
  readonly longestAllow: ReadonlyMap<number, number>;
}

/** States that the automata of a layer's rules may have together. */
const MAX_DFA_STATES = 1 << 17;

/** A layer in use: entries that were removed since it was compiled are not found any more. */
export interface LiveLayer {
  readonly layer: Layer;
  /** What is added to places of entries, so that those of several layers have an order. */
  readonly offset: number;
  /** Per entry, 1 where it was removed. */
  readonly removed: Uint8Array | undefined;
}

/** The entries of one bank. */
export interface LayerBank {
  readonly number: number;
  readonly name: string;
  readonly entries: readonly TermEntry[];
}

/** Nothing is looked for in its place: a regular expression is found by its literals. */
const NO_TERM: FoldedTerm = { folded: "", runs: undefined };

/** Numbers the texts that are looked for beside the entries, each once. */
class Extras {
  readonly terms: FoldedTerm[] = [];
  readonly contexts = new Set<number>();
  /** How often each was added. */
  readonly uses: number[] = [];
  readonly #known = new Map<string, number>();

  add(kind: "context" | "literal", term: FoldedTerm): number {
    const key = `${kind} ${term.runs?.join(",") ?? ""} ${term.folded}`;
    let extra = this.#known.get(key);
    if (extra === undefined) {
      extra = this.terms.push(term) - 1;
      this.#known.set(key, extra);
      this.uses.push(0);
      if (kind === "context") this.contexts.add(extra);
    }
    this.uses[extra]! += 1;
    return extra;
  }
}

/**
 * Compiles entries.
 * @param tables of the automaton, where it was built before for the same entries; of another number of entries, they are not used
 * @throws MatchingError EH_BANK_TERM_EMPTY, EH_BANK_REGEX_…
 */
export function compileLayer(folder: Folder, banks: readonly LayerBank[], tables?: AutomatonTables): Layer {
  const entries = banks.flatMap((bank) => bank.entries);
  const bankOf = new Uint32Array(entries.length);
  const flags = new Uint8Array(entries.length);
  const terms: FoldedTerm[] = [];
  const near = new Map<number, { near?: NearExtras; notNear?: NearExtras }>();
  const rules: LayerRule[] = [];
  const longestAllow = new Map<number, number>();
  const extras = new Extras();
  const room = { states: MAX_DFA_STATES };
  const reading = {
    fold: (text: string): string => folder.fold(text).folded,
    caseFolded: folder.steps.includes("case"),
  };

  for (const { number, name, entries: own } of banks) {
    for (const entry of own) {
      const place = terms.length;
      bankOf[place] = number;
      flags[place] = flagsOf(entry);
      if (entry.match === "regex") {
        terms.push(NO_TERM);
        rules.push(ruleOf(entry, name, place, (text) => compileRule(text, reading, room), extras));
      } else {
        const term = termOf(folder, entry.text, entry, name);
        terms.push(term);
        if (entry.allow === true) {
          longestAllow.set(number, Math.max(longestAllow.get(number) ?? 0, term.folded.length));
        }
      }
      const extrasOf = (spec: NearTerms): NearExtras => ({
        extras: spec.terms.map((text) => extras.add("context", termOf(folder, text, entry, name))),
        within: spec.within,
      });
      if (entry.near !== undefined || entry.notNear !== undefined) {
        near.set(place, {
          ...(entry.near && { near: extrasOf(entry.near) }),
          ...(entry.notNear && { notNear: extrasOf(entry.notNear) }),
        });
      }
    }
  }

  const isContext = new Uint8Array(extras.terms.length);
  for (const extra of extras.contexts) isContext[extra] = 1;
  const leading = rules.map((rule) => ({ ...rule, lead: leadOf(rule, extras) }));
  const automaton =
    tables?.info[0] === terms.length + extras.terms.length
      ? automatonFromTables(tables)
      : buildAutomaton([...terms, ...extras.terms].map((term) => term.folded));
  return {
    automaton,
    entries,
    banks: bankOf,
    flags,
    terms,
    extras: extras.terms,
    isContext,
    near,
    rules: leading,
    leads: new RuleLeads(leading, extras.terms.length),
    met: new MetExtras(extras.terms.length),
    longestAllow,
  };
}

function flagsOf({ match, allow, near, notNear }: TermEntry): number {
  return (
    (match === "word" ? WHOLE_WORD : 0) |
    (allow === true ? ALLOW : 0) |
    (near !== undefined || notNear !== undefined ? NEAR : 0)
  );
}

function termOf(folder: Folder, text: string, entry: TermEntry, bank: string): FoldedTerm {
  const term = folder.term(text);
  if (term.folded === "") {
    throw new MatchingError(
      "EH_BANK_TERM_EMPTY",
      `Entry "${entry.id}" of bank "${bank}" is empty: of ${JSON.stringify(text)}, nothing is left after folding. Remove it.`,
    );
  }
  return term;
}

function ruleOf(
  entry: TermEntry,
  bank: string,
  place: number,
  compile: (text: string) => ReturnType<typeof compileRule>,
  extras: Extras,
): LayerRule {
  const rule = compile(entry.text);
  if ("code" in rule) {
    throw new MatchingError(
      rule.code,
      `Entry "${entry.id}" of bank "${bank}", ${JSON.stringify(entry.text.slice(0, 200))}: ${rule.message}.`,
    );
  }
  const sets = rule.literals.map((set) =>
    set.texts.map((folded) => extras.add("literal", { folded, runs: undefined })),
  );
  return { entry: place, rule, sets, lead: 0 };
}

/** The set whose texts the fewest rules have: what many have is common. Of equals, the most telling. */
function leadOf({ rule, sets }: LayerRule, extras: Extras): number {
  let lead = 0;
  let fewest = Infinity;
  for (const [index, set] of sets.entries()) {
    if (!isTelling(rule.literals[index]!)) continue;
    const uses = set.reduce((sum, extra) => sum + extras.uses[extra]!, 0);
    if (uses >= fewest) continue;
    fewest = uses;
    lead = index;
  }
  return lead;
}
