/** Banks sorted by their fold: each fold is one view of a text. */
import type { AutomatonTables } from "./automaton.js";
import { createFolder, type Folder } from "./fold.js";
import { FOLD_STEPS, PLAIN_STEPS } from "./fold-steps.js";
import { MatchingError } from "./matching-error.js";
import type { TermBank } from "./term-bank.js";
import { compileLayer, type LayerBank, type LiveLayer } from "./term-bank-layer.js";
import { withVariants } from "./term-bank-variants.js";

/** What is looked for in texts that are folded in one way. */
export interface View {
  readonly folder: Folder;
  /** The plain fold: its folded text is often there already. */
  readonly isPlain: boolean;
  /** Numbers of its banks. */
  readonly banks: readonly number[];
  /** The first is what was compiled at first. */
  readonly layers: readonly LiveLayer[];
}

/**
 * Compiles banks into views, in the order in which their folds first come.
 * @throws MatchingError as `createTermIndex` does
 */
export function compileViews(banks: readonly TermBank[], tables?: readonly AutomatonTables[]): readonly View[] {
  const names = new Set<string>();
  const byFold = new Map<string, { readonly folder: Folder; readonly banks: LayerBank[] }>();
  for (const [number, bank] of banks.entries()) {
    const { name, entries } = bank;
    if (names.has(name)) {
      throw new MatchingError("EH_BANK_DUPLICATE_NAME", `Two banks are named "${name}". Rename one of them.`);
    }
    names.add(name);
    const key = foldOf(bank);
    let group = byFold.get(key);
    if (group === undefined) {
      group = { folder: createFolder(bank.fold), banks: [] };
      byFold.set(key, group);
    }
    group.banks.push({ number, name, entries: withVariants(entries, bank.variants) });
  }
  return [...byFold].map(([key, { folder, banks: members }], place) => ({
    folder,
    isPlain: key === PLAIN_STEPS.join(" "),
    banks: members.map((bank) => bank.number),
    layers: [{ layer: compileLayer(folder, members, tables?.[place]), offset: 0, removed: undefined }],
  }));
}

/** The steps of a bank's fold in order: the same for banks that fold alike. */
function foldOf({ fold = PLAIN_STEPS }: TermBank): string {
  const known = FOLD_STEPS.filter((step) => fold.includes(step));
  const unknown = fold.filter((step) => !FOLD_STEPS.includes(step));
  return [...known, ...unknown].join(" ");
}
