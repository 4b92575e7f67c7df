/** Finds the entries of layers in one folded text. */
import type { FoldedText } from "./fold.js";
import { byEnd, FoundTerms } from "./found-terms.js";
import type { StepBudget } from "./regex-machine.js";
import {
  ALLOW,
  type Layer,
  type LayerRule,
  type MetExtras,
  NEAR,
  type NearExtras,
  WHOLE_WORD,
} from "./term-bank-layer.js";
import { type Occurrences, standsNear, WordCounts } from "./term-bank-near.js";

/** A layer in use: entries that were removed since it was compiled are not found any more. */
export interface LiveLayer {
  readonly layer: Layer;
  /** What is added to places of entries, so that those of several layers have an order. */
  readonly offset: number;
  /** Per entry, 1 where it was removed. */
  readonly removed: Uint8Array | undefined;
}

/** Hits kept per bank and text: more say nothing that the first thousand do not. */
export const MAX_TERM_HITS = 1000;

/** Code units that every layer reads before the next ones are read. */
const CHUNK = 16_384;

/** Steps of regular expressions in one text, at most: so many, and so many more for each code unit. */
const REGEX_STEPS = 200_000;
const REGEX_STEPS_PER_UNIT = 64;

/** A match of a regular expression. */
interface RuleHit {
  readonly entry: number;
  readonly order: number;
  readonly start: number;
  readonly end: number;
}

/** What a scan found by number of bank. */
export type FoundByBank = Map<number, FoundTerms>;

/** Finds everything in time linear in the text and the occurrences. */
export function scanLayers(layers: readonly LiveLayer[], text: FoldedText): FoundByBank {
  if (layers.length === 1 && isPlain(layers[0]!.layer)) return scanPlain(layers[0]!, text);
  const scans = layers.map((live) => new LayerScan(live, text));
  const first = readText(scans, text);
  const budget = { left: REGEX_STEPS + REGEX_STEPS_PER_UNIT * text.folded.length };
  for (const scan of scans) scan.runRules(budget);
  if (!scans.some((scan) => scan.again)) {
    for (const scan of scans) scan.forget();
    return first;
  }
  // What stands near is known now, and so is what the regular expressions match.
  for (const scan of scans) scan.decides = true;
  let found = first;
  if (text.folded.length <= CHUNK) for (const scan of scans) scan.addDeferred();
  // Of a long text, what waits for that would be too much to keep: it is read once more.
  else found = readText(scans, text);
  for (const scan of scans) {
    for (const bank of scan.cutShort(budget)) scan.at(found, bank).truncated = true;
    scan.forget();
  }
  return found;
}

function isPlain({ extras }: Layer): boolean {
  return extras.length === 0;
}

/** One layer without regular expressions and context: nothing has to be gathered first. */
function scanPlain(live: LiveLayer, text: FoldedText): FoundByBank {
  const { automaton } = live.layer;
  const found: FoundByBank = new Map();
  const { folded } = text;
  const onOccurrence = (needle: number, end: number): void => {
    addTerm(live, text, needle, end, found);
  };
  for (let at = 0, state = 0; at < folded.length; at += CHUNK) {
    const to = Math.min(at + CHUNK, folded.length);
    state = automaton.resume(folded, at, to, state, onOccurrence);
    for (const terms of found.values()) terms.passed(to);
  }
  return found;
}

function addTerm(live: LiveLayer, text: FoldedText, needle: number, end: number, found: FoundByBank): void {
  const { layer, offset, removed } = live;
  if (removed?.[needle] === 1) return;
  const bank = layer.banks[needle]!;
  let terms = found.get(bank);
  if (terms?.truncated === true) return;
  const flags = layer.flags[needle]!;
  const term = layer.terms[needle]!;
  const start = end - term.folded.length;
  if (!text.holds(term, start, (flags & WHOLE_WORD) === 0 ? "substring" : "word")) return;
  if (terms === undefined) {
    terms = new FoundTerms(layer.longestAllow.get(bank) ?? 0, MAX_TERM_HITS);
    found.set(bank, terms);
  }
  terms.add(offset + needle, start, end, (flags & ALLOW) !== 0);
}

/** Reads the text with every layer, chunk by chunk, so that occurrences arrive almost in order of their end. */
function readText(scans: readonly LayerScan[], text: FoldedText): FoundByBank {
  const { folded } = text;
  const found: FoundByBank = new Map();
  const longestAllow = (bank: number): number =>
    scans.reduce((most, scan) => Math.max(most, scan.longestAllow(bank)), 0);
  for (const scan of scans) scan.start(found, longestAllow);
  for (let at = 0; at < folded.length; at += CHUNK) {
    const to = Math.min(at + CHUNK, folded.length);
    for (const scan of scans) scan.read(at, to);
    // A short text is settled as a whole, once everything is there.
    if (folded.length > CHUNK) for (const terms of found.values()) terms.passed(to);
  }
  return found;
}

/** One layer on one text. Read to gather, and, where that finds something to decide on in a long text, once more to decide. */
class LayerScan {
  /** Something depends on what the first reading gathers. */
  again = false;
  decides = false;
  readonly #live: LiveLayer;
  readonly #text: FoldedText;
  readonly #words: WordCounts;
  #ruleHits: RuleHit[] = [];
  /** Of a short text: hits that depend on what stands near. */
  #deferred: { readonly entry: number; readonly start: number; readonly end: number }[] = [];
  readonly #isShort: boolean;
  /** Banks whose rules were run, and those of which a rule matched more often than is kept. */
  #ruleBanks: readonly number[] = NO_BANKS;
  #overfull: readonly number[] = NO_BANKS;
  #nextHit = 0;
  #found: FoundByBank = new Map();
  #longestAllow: (bank: number) => number = () => 0;
  #state = 0;

  constructor(live: LiveLayer, text: FoldedText) {
    this.#live = live;
    this.#text = text;
    this.#words = new WordCounts(text.folded);
    this.#isShort = text.folded.length <= CHUNK;
  }

  start(found: FoundByBank, longestAllow: (bank: number) => number): void {
    this.#found = found;
    this.#longestAllow = longestAllow;
    this.#state = 0;
    this.#nextHit = 0;
  }

  read(from: number, to: number): void {
    this.#state = this.#live.layer.automaton.resume(this.#text.folded, from, to, this.#state, this.#meet);
    if (!this.decides) return;
    for (
      let hit = this.#ruleHits[this.#nextHit];
      hit !== undefined && hit.end <= to;
      hit = this.#ruleHits[this.#nextHit]
    ) {
      this.#nextHit += 1;
      this.#add(hit.entry, hit.start, hit.end);
    }
  }

  readonly #meet = (needle: number, end: number): void => {
    const { layer, removed } = this.#live;
    if (needle >= layer.entries.length) {
      if (!this.decides) this.#meetExtra(needle, end);
      return;
    }
    // What the first reading of a long text finds is of no use once there is a second.
    if (removed?.[needle] === 1 || (this.again && !this.decides && !this.#isShort)) return;
    if (this.#found.get(layer.banks[needle]!)?.truncated === true) return;
    const flags = layer.flags[needle]!;
    const term = layer.terms[needle]!;
    const start = end - term.folded.length;
    if (!this.#text.holds(term, start, (flags & WHOLE_WORD) === 0 ? "substring" : "word")) return;
    if ((flags & NEAR) === 0 || this.decides) {
      this.#add(needle, start, end);
      return;
    }
    this.again = true;
    if (this.#isShort) this.#deferred.push({ entry: needle, start, end });
  };

  /** Adds what waited for the whole text to be read, where that is not read again. */
  addDeferred(): void {
    for (const { entry, start, end } of this.#deferred) this.#add(entry, start, end);
    for (const { entry, start, end } of this.#ruleHits) this.#add(entry, start, end);
  }

  /** Lets go of what the text held. */
  forget(): void {
    this.#live.layer.met.clear();
  }

  #meetExtra(needle: number, end: number): void {
    const { layer } = this.#live;
    const extra = needle - layer.entries.length;
    const term = layer.extras[extra]!;
    if (layer.isContext[extra] === 1 && !this.#text.holds(term, end - term.folded.length, "word")) return;
    layer.met.add(extra, end);
  }

  #add(entry: number, start: number, end: number): void {
    const { layer, offset } = this.#live;
    const flags = layer.flags[entry]!;
    if ((flags & NEAR) !== 0) {
      const { near, notNear } = layer.near.get(entry)!;
      if (near !== undefined && !this.#isNear(near, start, end)) return;
      if (notNear !== undefined && this.#isNear(notNear, start, end)) return;
    }
    this.at(this.#found, layer.banks[entry]!).add(offset + entry, start, end, (flags & ALLOW) !== 0);
  }

  at(found: FoundByBank, bank: number): FoundTerms {
    let terms = found.get(bank);
    if (terms === undefined) {
      terms = new FoundTerms(this.#longestAllow(bank), MAX_TERM_HITS);
      found.set(bank, terms);
    }
    return terms;
  }

  #isNear({ extras, within }: NearExtras, start: number, end: number): boolean {
    const { layer } = this.#live;
    const terms = extras.flatMap((extra): Occurrences[] =>
      layer.met.has(extra) ? [{ ends: layer.met.ends(extra), length: layer.extras[extra]!.folded.length }] : [],
    );
    return standsNear(terms, within, start, end, this.#words);
  }

  /** The longest allow-list entry of a bank: term, or what a regular expression matched. */
  longestAllow(bank: number): number {
    const { layer } = this.#live;
    let longest = layer.longestAllow.get(bank) ?? 0;
    for (const { entry, start, end } of this.#ruleHits) {
      if (layer.banks[entry] === bank && (layer.flags[entry]! & ALLOW) !== 0) longest = Math.max(longest, end - start);
    }
    return longest;
  }

  /** Banks of which matches may be missing. */
  cutShort(budget: StepBudget): readonly number[] {
    return budget.left > 0 ? this.#overfull : this.#ruleBanks;
  }

  /** Runs the rules all of whose literals were met. */
  runRules(budget: StepBudget): void {
    const { layer, offset } = this.#live;
    const rules = this.#rulesToRun();
    for (const { entry, rule, sets } of rules) {
      const bank = layer.banks[entry]!;
      const allow = (layer.flags[entry]! & ALLOW) !== 0;
      if (!this.#ruleBanks.includes(bank)) this.#ruleBanks = [...this.#ruleBanks, bank];
      let count = 0;
      rule.findAll(
        this.#text.folded,
        (set) => this.#placesOf(sets[set]!),
        budget,
        (start, end) => {
          // An allowed place counts wherever it is.
          if (count === MAX_TERM_HITS && !allow) {
            if (!this.#overfull.includes(bank)) this.#overfull = [...this.#overfull, bank];
            return;
          }
          count += 1;
          this.#ruleHits.push({ entry, order: offset + entry, start, end });
        },
      );
    }
    this.again ||= this.#ruleHits.length > 0;
    if (!this.#isShort) this.#ruleHits.sort(byEnd);
  }

  /** In order of their entries, so that steps run out at the same one whatever leads to it first. */
  #rulesToRun(): readonly LayerRule[] {
    const { layer, removed } = this.#live;
    const { met, rulesOf, rules } = layer;
    if (rules.length === 0 || met.list.length === 0) return NO_RULES;
    const found: LayerRule[] = [];
    for (const extra of met.list) {
      for (const rule of rulesOf[extra]!) {
        if (removed?.[rule.entry] !== 1 && isMet(rule, met)) found.push(rule);
      }
    }
    if (found.length < 2) return found;
    found.sort((a, b) => a.entry - b.entry);
    // Several literals may have led to the same one.
    return found.filter((rule, place) => rule !== found[place - 1]);
  }

  /** Where texts of a set end, in order. */
  #placesOf(set: readonly number[]): readonly number[] {
    const { met } = this.#live.layer;
    if (set.length === 1) return met.ends(set[0]!);
    return set.flatMap((extra) => met.ends(extra)).sort((a, b) => a - b);
  }
}

const NO_RULES: readonly LayerRule[] = [];
const NO_BANKS: readonly number[] = [];

/** Whether of each set of a rule, besides the one that led to it, one text was met. */
function isMet({ sets, lead }: LayerRule, met: MetExtras): boolean {
  for (let k = 0; k < sets.length; k++) {
    if (k === lead) continue;
    const set = sets[k]!;
    let some = false;
    for (let i = 0; i < set.length && !some; i++) some = met.has(set[i]!);
    if (!some) return false;
  }
  return true;
}
