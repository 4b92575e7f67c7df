/** Finds the entries of one layer in one folded text. */
import type { FoldedText } from "./fold.js";
import { byEnd, FoundTerms, MAX_TERM_HITS } from "./found-terms.js";
import type { StepBudget } from "./regex-machine.js";
import { ALLOW, type LayerRule, type LiveLayer, NEAR, type NearExtras, WHOLE_WORD } from "./term-bank-layer.js";
import { type Occurrences, standsNear, WordCounts } from "./term-bank-near.js";

/** Code units that every layer reads before the next ones are read. */
export const CHUNK = 16_384;

/** What a scan found by number of bank. */
export type FoundByBank = Map<number, FoundTerms>;

/** A match of a regular expression. */
interface RuleHit {
  readonly entry: number;
  readonly order: number;
  readonly start: number;
  readonly end: number;
}

/** A hit that depends on what stands near. */
interface Deferred {
  readonly entry: number;
  readonly start: number;
  readonly end: number;
}

const NO_TEXT = "";
const NO_BANKS: readonly number[] = [];
const NO_SCANS: readonly LayerScan[] = [];

/**
 * One layer on one text after the other. A text is read to gather, and, where that finds something to decide on in a long text,
 * once more to decide.
 */
export class LayerScan {
  /** Something depends on what the first reading gathers. */
  again = false;
  decides = false;
  readonly #live: LiveLayer;
  /** Of the text: undefined between two. */
  #text: FoldedText | undefined;
  #folded = NO_TEXT;
  #words: WordCounts | undefined;
  #isShort = true;
  /** The scans of all layers. */
  #scans = NO_SCANS;
  #ruleHits: RuleHit[] = [];
  /** Of a short text. */
  #deferred: Deferred[] = [];
  /** Banks of which a rule matched more often than is kept. */
  #overfull = NO_BANKS;
  #nextHit = 0;
  #found: FoundByBank | undefined;
  #state = 0;
  /** The rule that is run, and how often it matched. */
  #rule: LayerRule | undefined;
  #matches = 0;

  constructor(live: LiveLayer) {
    this.#live = live;
  }

  /** Turns to a text. Call `forget` after it. */
  begin(text: FoldedText, scans: readonly LayerScan[]): void {
    // Where the last text ended in an error, something is left of it.
    if (this.#text !== undefined) this.forget();
    this.#text = text;
    this.#folded = text.folded;
    this.#isShort = text.folded.length <= CHUNK;
    this.#scans = scans;
  }

  /** Lets go of what the text held. */
  forget(): void {
    this.#live.layer.met.clear();
    this.#text = undefined;
    this.#folded = NO_TEXT;
    this.#words = undefined;
    this.#scans = NO_SCANS;
    this.#overfull = NO_BANKS;
    this.#found = undefined;
    this.decides = false;
    if (!this.again) return;
    this.again = false;
    this.#ruleHits = [];
    this.#deferred = [];
  }

  /** Starts a reading. */
  start(found: FoundByBank): void {
    this.#found = found;
    this.#state = 0;
    this.#nextHit = 0;
  }

  read(from: number, to: number): void {
    this.#state = this.#live.layer.automaton.resume(this.#folded, from, to, this.#state, this.#meet);
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
      if (!this.decides) this.#meetExtra(needle - layer.entries.length, end);
      return;
    }
    // What the first reading of a long text finds is of no use once there is a second.
    if (removed?.[needle] === 1 || (this.again && !this.decides && !this.#isShort)) return;
    if (this.#found!.get(layer.banks[needle]!)?.truncated === true) return;
    const flags = layer.flags[needle]!;
    const term = layer.terms[needle]!;
    const start = end - term.folded.length;
    if (!this.#text!.holds(term, start, (flags & WHOLE_WORD) === 0 ? "substring" : "word")) return;
    if ((flags & NEAR) === 0 || this.decides) {
      this.#add(needle, start, end);
      return;
    }
    this.again = true;
    if (this.#isShort) this.#deferred.push({ entry: needle, start, end });
  };

  #meetExtra(extra: number, end: number): void {
    const { layer } = this.#live;
    if (layer.isContext[extra] === 1) {
      const term = layer.extras[extra]!;
      if (!this.#text!.holds(term, end - term.folded.length, "word")) return;
    }
    layer.met.add(extra, end);
  }

  /** Adds what waited for the whole text to be read, where that is not read again. */
  addDeferred(): void {
    for (const { entry, start, end } of this.#deferred) this.#add(entry, start, end);
    for (const { entry, start, end } of this.#ruleHits) this.#add(entry, start, end);
  }

  #add(entry: number, start: number, end: number): void {
    const { layer, offset } = this.#live;
    const flags = layer.flags[entry]!;
    if ((flags & NEAR) !== 0) {
      const { near, notNear } = layer.near.get(entry)!;
      if (near !== undefined && !this.#isNear(near, start, end)) return;
      if (notNear !== undefined && this.#isNear(notNear, start, end)) return;
    }
    this.at(layer.banks[entry]!).add(offset + entry, start, end, (flags & ALLOW) !== 0);
  }

  /** What was found of a bank. */
  at(bank: number): FoundTerms {
    let terms = this.#found!.get(bank);
    if (terms === undefined) {
      const longest = this.#scans.reduce((most, scan) => Math.max(most, scan.#longestAllow(bank)), 0);
      terms = new FoundTerms(longest, MAX_TERM_HITS);
      this.#found!.set(bank, terms);
    }
    return terms;
  }

  #isNear({ extras, within }: NearExtras, start: number, end: number): boolean {
    const { layer } = this.#live;
    const terms = extras.flatMap((extra): Occurrences[] =>
      layer.met.has(extra) ? [{ ends: layer.met.ends(extra), length: layer.extras[extra]!.folded.length }] : [],
    );
    this.#words ??= new WordCounts(this.#folded);
    return standsNear(terms, within, start, end, this.#words);
  }

  /** The longest allow-list entry of a bank: term, or what a regular expression matched. */
  #longestAllow(bank: number): number {
    const { layer } = this.#live;
    let longest = layer.longestAllow.get(bank) ?? 0;
    for (const { entry, start, end } of this.#ruleHits) {
      if (layer.banks[entry] === bank && (layer.flags[entry]! & ALLOW) !== 0) longest = Math.max(longest, end - start);
    }
    return longest;
  }

  /** Banks of which matches may be missing. */
  cutShort(budget: StepBudget): readonly number[] {
    if (budget.left > 0) return this.#overfull;
    const { layer, removed } = this.#live;
    const run = layer.leads.rulesFor(layer.met).map((place) => layer.rules[place]!.entry);
    return [...new Set(run.filter((entry) => removed?.[entry] !== 1).map((entry) => layer.banks[entry]!))];
  }

  /** Runs the rules all of whose literals were met. */
  runRules(budget: StepBudget): void {
    const { layer, removed } = this.#live;
    if (layer.met.count === 0) return;
    for (const place of layer.leads.rulesFor(layer.met)) {
      const rule = layer.rules[place]!;
      if (removed?.[rule.entry] === 1) continue;
      this.#rule = rule;
      this.#matches = 0;
      rule.rule.findAll(this.#folded, this.#placesOf, budget, this.#match);
    }
    if (this.#ruleHits.length === 0) return;
    this.again = true;
    if (!this.#isShort) this.#ruleHits.sort(byEnd);
  }

  readonly #placesOf = (set: number): readonly number[] => this.#live.layer.met.endsOf(this.#rule!.sets[set]!);

  readonly #match = (start: number, end: number): void => {
    const { layer, offset } = this.#live;
    const { entry } = this.#rule!;
    // An allowed place counts wherever it is.
    if (this.#matches === MAX_TERM_HITS && (layer.flags[entry]! & ALLOW) === 0) {
      const bank = layer.banks[entry]!;
      if (!this.#overfull.includes(bank)) this.#overfull = [...this.#overfull, bank];
      return;
    }
    this.#matches += 1;
    this.#ruleHits.push({ entry, order: offset + entry, start, end });
  };
}
