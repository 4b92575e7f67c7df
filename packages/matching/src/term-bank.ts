/** Term banks: words and phrases found in folded text, reported at their place in the original. */
import { buildAutomaton } from "./automaton.js";
import { isWholeWord } from "./boundaries.js";
import { type FoldedText, foldText } from "./fold.js";
import { MatchingError } from "./matching-error.js";
import { type Found, FoundTerms } from "./found-terms.js";

/** One term of a bank. */
export interface TermEntry {
  readonly id: string;
  /** The term as its author wrote it; compared folded (see `foldText`). */
  readonly text: string;
  /** `word`: only as a whole word (see `isWholeWord`); `substring`: anywhere. */
  readonly match: "word" | "substring";
  /** An allow-list entry: it reports nothing, and cancels the hits of its bank that lie inside it. */
  readonly allow?: boolean;
  readonly category?: string;
  readonly severity?: number;
}

/** A named set of terms. */
export interface TermBank {
  readonly name: string;
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
}

/** What a scan of one text found, bank by bank. */
export interface TermHits {
  /** Names of the banks with at least one hit, in the order in which the index was given them. */
  readonly banks: readonly string[];
  /** Whether a bank has a hit. False for a bank that the index does not have. */
  any(bank: string): boolean;
  /** The hits of one bank by start, then end, then the order of entries: at most `MAX_TERM_HITS`. */
  hits(bank: string): readonly TermHit[];
  /** Whether a bank had more hits than `MAX_TERM_HITS`; the first ones (by end) were kept. */
  truncated(bank: string): boolean;
}

/** All term banks compiled together. */
export interface TermIndex {
  /** Names of the banks. */
  readonly banks: readonly string[];
  /** Finds the terms of every bank in one pass, in time linear in the text and the number of occurrences. */
  scan(text: string): TermHits;
  /** The same for a text that is already folded by every step. */
  scanFolded(text: FoldedText): TermHits;
}

/** Hits kept per bank and text: more say nothing that the first thousand do not. */
export const MAX_TERM_HITS = 1000;

const NO_HITS: readonly TermHit[] = Object.freeze([]);
const NOTHING: TermHits = Object.freeze({
  banks: Object.freeze([]),
  any: () => false,
  hits: () => NO_HITS,
  truncated: () => false,
});

/** A needle of the automaton: one folded term, of one entry. */
interface Needle {
  readonly bank: number;
  readonly entry: TermEntry;
  readonly length: number;
}

/**
 * Compiles banks into one automaton. Duplicates are allowed, within a bank and across banks; each is reported.
 * @throws MatchingError EH_BANK_TERM_EMPTY for a term of which folding leaves nothing, EH_BANK_DUPLICATE_NAME
 */
export function createTermIndex(banks: readonly TermBank[]): TermIndex {
  const names = new Map<string, number>();
  const needles: Needle[] = [];
  const terms: string[] = [];
  // Per bank, the longest allow-list term, folded; 0 where a bank has none.
  const longestAllow: number[] = [];
  for (const [number, bank] of banks.entries()) {
    if (names.has(bank.name)) {
      throw new MatchingError("EH_BANK_DUPLICATE_NAME", `Two banks are named "${bank.name}". Rename one of them.`);
    }
    names.set(bank.name, number);
    let longest = 0;
    for (const entry of bank.entries) {
      const term = foldText(entry.text).folded.trim();
      if (term === "") {
        throw new MatchingError(
          "EH_BANK_TERM_EMPTY",
          `Entry "${entry.id}" of bank "${bank.name}" is empty: of ${JSON.stringify(entry.text)}, nothing is left after folding. Remove it.`,
        );
      }
      if (entry.allow === true && term.length > longest) longest = term.length;
      needles.push({ bank: number, entry, length: term.length });
      terms.push(term);
    }
    longestAllow.push(longest);
  }
  const automaton = buildAutomaton(terms);

  const scanFolded = (text: FoldedText): TermHits => {
    const { folded } = text;
    let found: (FoundTerms | undefined)[] | undefined;
    automaton.scan(folded, (index, end) => {
      const { bank, entry, length } = needles[index]!;
      if (entry.match === "word" && !isWholeWord(folded, end - length, end)) return;
      found ??= new Array<FoundTerms | undefined>(banks.length).fill(undefined);
      const collected = (found[bank] ??= new FoundTerms(longestAllow[bank]!, MAX_TERM_HITS));
      collected.add(index, end - length, end, entry.allow === true);
    });
    return found === undefined ? NOTHING : new ScannedHits(text, banks, names, needles, found);
  };
  return { banks: [...names.keys()], scanFolded, scan: (text) => scanFolded(foldText(text)) };
}

class ScannedHits implements TermHits {
  readonly banks: readonly string[];
  readonly #text: FoldedText;
  readonly #names: ReadonlyMap<string, number>;
  readonly #needles: readonly Needle[];
  readonly #found: readonly (readonly Found[])[];
  readonly #truncated: readonly boolean[];
  readonly #hits = new Map<string, readonly TermHit[]>();

  constructor(
    text: FoldedText,
    banks: readonly TermBank[],
    names: ReadonlyMap<string, number>,
    needles: readonly Needle[],
    found: readonly (FoundTerms | undefined)[],
  ) {
    this.#text = text;
    this.#names = names;
    this.#needles = needles;
    this.#found = found.map((terms) => terms?.finish() ?? []);
    this.#truncated = found.map((terms) => terms?.truncated ?? false);
    this.banks = banks.filter((_, number) => this.#found[number]!.length > 0).map((bank) => bank.name);
  }

  any(bank: string): boolean {
    return this.#of(bank).length > 0;
  }

  truncated(bank: string): boolean {
    return this.#truncated[this.#names.get(bank) ?? -1] ?? false;
  }

  hits(bank: string): readonly TermHit[] {
    const known = this.#hits.get(bank);
    if (known !== undefined) return known;
    const hits = this.#of(bank)
      .toSorted((a, b) => a.start - b.start || a.end - b.end || a.needle - b.needle)
      .map(({ needle, start, end }): TermHit => {
        const span = this.#text.span(start, end);
        return {
          bank,
          entry: this.#needles[needle]!.entry,
          ...span,
          text: this.#text.original.slice(span.start, span.end),
        };
      });
    this.#hits.set(bank, hits);
    return hits;
  }

  #of(bank: string): readonly Found[] {
    return this.#found[this.#names.get(bank) ?? -1] ?? [];
  }
}
