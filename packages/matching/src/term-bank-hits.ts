/** Searches the views of an index, and tells what was found in terms of the original text. */
import { type FoldedText, foldText } from "./fold.js";
import type { Found } from "./found-terms.js";
import type { TermBank, TermEntry, TermHit, TermHits, TermIndex } from "./term-bank.js";
import { type LiveLayer, scanLayers } from "./term-bank-scan.js";
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
  const search = (original: string, folded: FoldedText | undefined): TermHits => {
    const byName = new Map<string, BankFound>();
    for (const view of views) {
      const text = view.isPlain && folded !== undefined ? folded : view.folder.fold(original);
      const found = scanLayers(view.layers, text);
      for (const [bank, terms] of found) {
        byName.set(banks[bank]!.name, {
          text,
          layers: view.layers,
          found: terms.finish(),
          truncated: terms.truncated,
        });
      }
    }
    return byName.size === 0 ? NOTHING : new ScannedHits(banks, byName);
  };
  return {
    scan: (text) => search(text, plain ? foldText(text) : undefined),
    scanFolded: (text) => search(text.original, text),
  };
}

class ScannedHits implements TermHits {
  readonly banks: readonly string[];
  readonly #byName: ReadonlyMap<string, BankFound>;
  readonly #hits = new Map<string, readonly TermHit[]>();

  constructor(banks: readonly TermBank[], byName: ReadonlyMap<string, BankFound>) {
    this.#byName = byName;
    this.banks = banks.map((bank) => bank.name).filter((name) => this.any(name));
  }

  any(bank: string): boolean {
    return (this.#byName.get(bank)?.found.length ?? 0) > 0;
  }

  truncated(bank: string): boolean {
    return this.#byName.get(bank)?.truncated ?? false;
  }

  hits(bank: string): readonly TermHit[] {
    const known = this.#hits.get(bank);
    if (known !== undefined) return known;
    const of = this.#byName.get(bank);
    if (of === undefined) return NO_HITS;
    const hits = of.found
      .toSorted((a, b) => a.start - b.start || a.end - b.end || a.order - b.order)
      .map(({ order, start, end }): TermHit => {
        const span = of.text.span(start, end);
        return {
          bank,
          entry: entryAt(of.layers, order),
          ...span,
          text: of.text.original.slice(span.start, span.end),
        };
      });
    this.#hits.set(bank, hits);
    return hits;
  }
}

function entryAt(layers: readonly LiveLayer[], order: number): TermEntry {
  const live = layers.findLast(({ offset }) => offset <= order)!;
  return live.layer.entries[order - live.offset]!;
}
