/** Searches the views of an index, and tells what was found in terms of the original text. */
import { type FoldedText, foldText } from "./fold.js";
import { type Found, MAX_TERM_HITS } from "./found-terms.js";
import type { TermBank, TermEntry, TermHit, TermHits, TermIndex } from "./term-bank.js";
import type { LiveLayer } from "./term-bank-layer.js";
import { scanLayers } from "./term-bank-scan.js";
import { hasTwin, isTwin, twinOf } from "./term-bank-twins.js";
import { isVariant, originalOf } from "./term-bank-variants.js";
import type { View } from "./term-bank-views.js";

const NO_HITS: readonly TermHit[] = Object.freeze([]);
const NOTHING: TermHits = Object.freeze({
  banks: Object.freeze([]),
  any: () => false,
  hits: () => NO_HITS,
  truncated: () => false,
});

/** What one bank has in a text. */
interface BankFound {
  readonly text: FoldedText;
  readonly layers: readonly LiveLayer[];
  readonly found: readonly Found[];
  readonly truncated: boolean;
}

/** The searching half of an index. */
export function searchViews(
  banks: readonly TermBank[],
  views: readonly View[],
): Pick<TermIndex, "scan" | "scanFolded"> {
  const plain = views.some((view) => view.isPlain);
  const several = banks.filter((bank) => hasTwin(bank) || (bank.variants?.length ?? 0) > 0);
  const severalWays = new Set(several.map((bank) => bank.name));
  const search = (original: string, folded: FoldedText | undefined): TermHits => {
    let byName: Map<string, BankFound> | undefined;
    for (const view of views) {
      const text = view.isPlain && folded !== undefined ? folded : view.folder.fold(original);
      const found = scanLayers(view.layers, text);
      if (found.size === 0) continue;
      byName ??= new Map();
      for (const [bank, terms] of found) {
        byName.set(banks[bank]!.name, {
          text,
          layers: view.layers,
          found: terms.finish(),
          truncated: terms.truncated,
        });
      }
    }
    return byName === undefined ? NOTHING : new ScannedHits(banks, byName, severalWays);
  };
  return {
    scan: (text) => search(text, plain ? foldText(text) : undefined),
    scanFolded: (text) => search(text.original, text),
  };
}

class ScannedHits implements TermHits {
  readonly banks: readonly string[];
  readonly #byName: ReadonlyMap<string, BankFound>;
  /** Banks that are looked for in more than one way, so that an entry may be found twice in one place. */
  readonly #severalWays: ReadonlySet<string>;
  readonly #hits = new Map<string, readonly TermHit[]>();

  constructor(banks: readonly TermBank[], byName: ReadonlyMap<string, BankFound>, severalWays: ReadonlySet<string>) {
    this.#byName = byName;
    this.#severalWays = severalWays;
    this.banks = banks.map((bank) => bank.name).filter((name) => !isTwin(name) && this.any(name));
  }

  any(bank: string): boolean {
    return this.#of(bank).some(({ found }) => found.length > 0);
  }

  truncated(bank: string): boolean {
    return this.#of(bank).some(({ truncated }) => truncated);
  }

  hits(bank: string): readonly TermHit[] {
    const known = this.#hits.get(bank);
    if (known !== undefined) return known;
    const of = this.#of(bank);
    if (of.length === 0) return NO_HITS;
    const found = of.flatMap((one) => hitsOf(bank, one));
    const hits = this.#severalWays.has(bank) ? unite(found) : found;
    this.#hits.set(bank, hits);
    return hits;
  }

  /** What the bank has, and its twin. */
  #of(bank: string): readonly BankFound[] {
    const own = this.#byName.get(bank);
    const twin = this.#byName.get(twinOf(bank));
    return [...(own === undefined ? [] : [own]), ...(twin === undefined ? [] : [twin])];
  }
}

function hitsOf(bank: string, { found, text, layers }: BankFound): readonly TermHit[] {
  const sorted =
    found.length < 2 ? found : found.toSorted((a, b) => a.start - b.start || a.end - b.end || a.order - b.order);
  return sorted.map(({ order, start, end }): TermHit => {
    const span = text.span(start, end);
    const entry = entryAt(layers, order);
    const variant = isVariant(entry) ? { variant: true as const } : {};
    return { bank, entry: originalOf(entry), ...span, text: text.original.slice(span.start, span.end), ...variant };
  });
}

/** Hits of two views and of variants: each place of an entry once, in the order of the text. */
function unite(hits: readonly TermHit[]): readonly TermHit[] {
  const known = new Map<string, Set<TermEntry>>();
  const distinct = hits.filter(({ entry, start, end }) => {
    const place = `${start} ${end}`;
    const entries = known.get(place);
    if (entries?.has(entry) === true) return false;
    if (entries === undefined) known.set(place, new Set([entry]));
    else entries.add(entry);
    return true;
  });
  // Sorting keeps the order of equals.
  return distinct.sort((a, b) => a.start - b.start || a.end - b.end).slice(0, MAX_TERM_HITS);
}

function entryAt(layers: readonly LiveLayer[], order: number): TermEntry {
  const live = layers.findLast(({ offset }) => offset <= order)!;
  return live.layer.entries[order - live.offset]!;
}
