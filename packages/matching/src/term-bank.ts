/** Term banks: words, phrases and regular expressions found in folded text, reported at their place in the original. */
import type { AutomatonTables } from "./automaton.js";
import type { FoldedText } from "./fold.js";
import type { FoldStep } from "./fold-steps.js";
import { searchViews } from "./term-bank-hits.js";
import { withTwins } from "./term-bank-twins.js";
import { compileViews } from "./term-bank-views.js";
import type { TermVariant } from "./term-variants.js";

/** Terms that must, or must not, stand near a hit. Folded as the bank is, and compared as whole words. */
export interface NearTerms {
  readonly terms: readonly string[];
  /**
   * How many words away at most, to either side: the next word is 1 away, and what overlaps the hit is 0. In a script without
   * spaces, each letter is a word.
   */
  readonly within: number;
}

/** One term of a bank. */
export interface TermEntry {
  /** Identifies the entry within its bank where the bank is changed (see `createLiveTermIndex`). */
  readonly id: string;
  /** The term as its author wrote it; compared folded (see `TermBank.fold`). */
  readonly text: string;
  /**
   * `word`: only as a whole word (see `isWholeWord`); `substring`: anywhere; `regex`: `text` is a regular expression (see
   * `parseRegex`). It is searched for in the folded text, without overlap; what it spells out is folded too, so that case and
   * diacritics make no difference where the bank's fold drops them.
   */
  readonly match: "word" | "substring" | "regex";
  /** An allow-list entry: it reports nothing, and cancels the hits of its bank that lie inside it. */
  readonly allow?: boolean;
  /** The entry is found only where one of these terms is near. */
  readonly near?: NearTerms;
  /** The entry is not found where one of these terms is near. */
  readonly notNear?: NearTerms;
  readonly category?: string;
  readonly severity?: number;
}

/** A named set of terms. */
export interface TermBank {
  readonly name: string;
  /**
   * How texts and terms are made comparable; by default the plain steps. Banks with the same steps share the work. With steps
   * beyond the plain ones, which guess, texts are compared by the plain ones alone as well: a guess only ever adds.
   */
  readonly fold?: readonly FoldStep[];
  /** Ways of miswriting and masking terms that are looked for too; none by default. Not of expressions and allow-list entries. */
  readonly variants?: readonly TermVariant[];
  readonly entries: readonly TermEntry[];
}

/** A term found in a text. Offsets are UTF-16 code units of the original text. */
export interface TermHit {
  /** Name of the bank. */
  readonly bank: string;
  readonly entry: TermEntry;
  readonly start: number;
  readonly end: number;
  /** What stands in the original text at `[start, end)`. */
  readonly text: string;
  /** It is not the term, but a way of miswriting it (see `TermBank.variants`). */
  readonly variant?: true;
}

/** What a scan of one text found, bank by bank. */
export interface TermHits {
  /** Names of the banks with at least one hit, in the order in which the index was given them. */
  readonly banks: readonly string[];
  /** Whether a bank has a hit. False for a bank that the index does not have. */
  any(bank: string): boolean;
  /** The hits of one bank by start, then end, then the order of entries: at most `MAX_TERM_HITS`. */
  hits(bank: string): readonly TermHit[];
  /**
   * Whether a bank had more hits than `MAX_TERM_HITS`, of which the first ones (by end) were kept, or its regular expressions
   * used up the steps that a text is worth.
   */
  truncated(bank: string): boolean;
}

/** All term banks compiled together. */
export interface TermIndex {
  /** Names of the banks. */
  readonly banks: readonly string[];
  /**
   * The tables of its automata, to be built in one thread and used in another: `createTermIndex` with the same banks and
   * these tables builds nothing (see `shareTables`).
   */
  readonly tables: readonly AutomatonTables[];
  /** Finds the terms of every bank, in time linear in the text and the number of occurrences. */
  scan(text: string): TermHits;
  /** The same for a text that is already folded by the plain steps. */
  scanFolded(text: FoldedText): TermHits;
}

export interface TermIndexOptions {
  /** `tables` of an index of the same banks. */
  readonly tables?: readonly AutomatonTables[];
}

/**
 * Compiles banks, those with the same fold into one automaton. Duplicates are allowed, within a bank and across banks; each is
 * reported.
 * @throws MatchingError EH_BANK_TERM_EMPTY for a term of which folding leaves nothing, EH_BANK_REGEX_INVALID,
 * EH_BANK_REGEX_TOO_LARGE, EH_BANK_REGEX_NO_LITERAL, EH_BANK_DUPLICATE_NAME, EH_FOLD_STEP_UNKNOWN
 */
export function createTermIndex(banks: readonly TermBank[], { tables }: TermIndexOptions = {}): TermIndex {
  const all = withTwins(banks);
  const views = compileViews(all, tables);
  return {
    banks: banks.map((bank) => bank.name),
    tables: views.map((view) => view.layers[0]!.layer.automaton.tables),
    ...searchViews(all, views),
  };
}
