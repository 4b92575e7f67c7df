/**
 * A term index that changes. Each state is immutable: a change makes a new one beside it, which shares the compiled bulk and has
 * a small automaton for what was added and marks for what was removed. So a scan that is under way is not disturbed, and
 * swapping the index in is one assignment.
 */
import { MatchingError } from "./matching-error.js";
import { type TermBank, type TermEntry, type TermIndex, type TermIndexOptions } from "./term-bank.js";
import { searchViews } from "./term-bank-hits.js";
import { compileLayer, type Layer, type LiveLayer } from "./term-bank-layer.js";
import { isTwin, twinOf, withTwins } from "./term-bank-twins.js";
import { isVariant, withVariants } from "./term-bank-variants.js";
import { compileViews, type View } from "./term-bank-views.js";

/** What changes in one bank. Entries are removed first, then added; adding an id that is there replaces its entry. */
export interface TermChange {
  readonly bank: string;
  readonly add?: readonly TermEntry[];
  /** Ids; those that are not there are passed over. */
  readonly remove?: readonly string[];
}

/** An immutable state of an index that changes. Finds what an index made anew of its banks finds. */
export interface LiveTermIndex extends TermIndex {
  /** Entries that were added or removed since the bulk was compiled. */
  readonly changed: number;
  /** The entries of every bank as they are now: those of the bulk in their order, then the added ones in theirs. */
  banksNow(): readonly TermBank[];
  /**
   * The index after changes. Takes time in proportion to what was changed since the bulk was compiled, and a copy of one byte
   * an entry; where that is more than `mergeAt`, all is compiled anew.
   * @throws MatchingError EH_BANK_NOT_IN_INDEX, and as `createTermIndex` does; the index stays as it is
   */
  with(changes: readonly TermChange[]): LiveTermIndex;
}

export interface LiveTermIndexOptions extends TermIndexOptions {
  /**
   * The share of entries that may have changed before all is compiled anew, 0 to 1 (default 0.1, and never below a thousand
   * entries). `Infinity` leaves that to the caller: compile `banksNow()` in another thread and make a live index of it with
   * its tables.
   */
  readonly mergeAt?: number;
}

/** So few changes are never worth compiling all anew. */
const LEAST_MERGE = 1_000;

/** Entries of one bank in the bulk by id, and what is left of them. */
interface BankState {
  readonly bank: TermBank;
  /** Added since, in order. */
  readonly added: readonly TermEntry[];
}

/** What all states with the same bulk share. */
interface Bulk {
  readonly banks: readonly TermBank[];
  readonly views: readonly View[];
  readonly numbers: ReadonlyMap<string, number>;
  readonly size: number;
  /** Per view, places of its entries by bank number and id. Made with the first change. */
  readonly places: Map<View, ReadonlyMap<string, readonly number[]>>;
  readonly mergeAt: number;
}

/** @throws MatchingError as `createTermIndex` does */
export function createLiveTermIndex(
  banks: readonly TermBank[],
  { mergeAt = 0.1, tables }: LiveTermIndexOptions = {},
): LiveTermIndex {
  const all = withTwins(banks);
  const views = compileViews(all, tables);
  const bulk: Bulk = {
    banks: all,
    views,
    numbers: new Map(all.map((bank, number) => [bank.name, number])),
    size: all.reduce((sum, bank) => sum + bank.entries.length, 0),
    places: new Map(),
    mergeAt,
  };
  return stateOf(
    bulk,
    views,
    all.map((bank) => ({ bank, added: [] })),
    0,
  );
}

function stateOf(bulk: Bulk, views: readonly View[], banks: readonly BankState[], removed: number): LiveTermIndex {
  const { numbers } = bulk;
  const changed = banks.reduce((sum, { added }) => sum + added.length, removed);
  const names = bulk.banks.map((bank) => bank.name).filter((name) => !isTwin(name));
  const banksNow = (): readonly TermBank[] =>
    banks.slice(0, names.length).map((state, number) => bankNow(state, number, views));
  return {
    banks: names,
    tables: views.map((view) => view.layers[0]!.layer.automaton.tables),
    changed,
    banksNow,
    ...searchViews(bulk.banks, views),
    with(changes) {
      const next = [...banks];
      const marks = new Map<View, Uint8Array>();
      const touched = new Set<View>();
      let gone = removed;
      for (const { bank, add = [], remove = [] } of onTwins(changes, numbers)) {
        const number = numbers.get(bank);
        if (number === undefined) {
          throw new MatchingError("EH_BANK_NOT_IN_INDEX", `There is no bank "${bank}". Banks: ${names.join(", ")}.`);
        }
        const ids = new Set([...remove, ...add.map((entry) => entry.id)]);
        const latest = new Map(add.map((entry) => [entry.id, entry]));
        const view = views.find((one) => one.banks.includes(number))!;
        touched.add(view);
        gone += markRemoved(bulk, view, number, ids, marks);
        const kept = next[number]!.added.filter((entry) => !ids.has(entry.id));
        next[number] = { ...next[number]!, added: [...kept, ...latest.values()] };
      }
      const nextChanged = next.reduce((sum, { added }) => sum + added.length, gone);
      const nextViews = views.map((view) => (touched.has(view) ? viewWith(bulk, view, next, marks.get(view)) : view));
      const nextState = stateOf(bulk, nextViews, next, gone);
      if (nextChanged <= Math.max(LEAST_MERGE, bulk.size * bulk.mergeAt)) return nextState;
      return createLiveTermIndex(nextState.banksNow(), { mergeAt: bulk.mergeAt });
    },
  };
}

/** Changes of banks, and the same of their twins. */
function onTwins(changes: readonly TermChange[], numbers: ReadonlyMap<string, number>): readonly TermChange[] {
  return changes.flatMap((change) => {
    const twin = twinOf(change.bank);
    return numbers.has(twin) ? [change, { ...change, bank: twin }] : [change];
  });
}

/** Marks entries of the bulk as removed in a copy of the marks; tells how many were not yet. */
function markRemoved(
  bulk: Bulk,
  view: View,
  bank: number,
  ids: ReadonlySet<string>,
  marks: Map<View, Uint8Array>,
): number {
  const { layer, removed } = view.layers[0]!;
  let places = bulk.places.get(viewOfBulk(bulk, bank));
  if (places === undefined) {
    places = placesById(layer);
    bulk.places.set(viewOfBulk(bulk, bank), places);
  }
  let count = 0;
  for (const id of ids) {
    for (const place of places.get(`${bank} ${id}`) ?? []) {
      let mark = marks.get(view);
      if (mark === undefined) {
        mark = removed === undefined ? new Uint8Array(layer.entries.length) : removed.slice();
        marks.set(view, mark);
      }
      if (mark[place] === 1) continue;
      mark[place] = 1;
      count += 1;
    }
  }
  return count;
}

function viewOfBulk({ views }: Bulk, bank: number): View {
  return views.find((view) => view.banks.includes(bank))!;
}

function placesById({ entries, banks }: Layer): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [place, { id }] of entries.entries()) {
    const key = `${banks[place]!} ${id}`;
    const known = places.get(key);
    if (known === undefined) places.set(key, [place]);
    else known.push(place);
  }
  return places;
}

/** A view with other marks, and an automaton for all that was added to its banks. */
function viewWith(bulk: Bulk, view: View, states: readonly BankState[], marks: Uint8Array | undefined): View {
  const base = view.layers[0]!;
  const removed = marks ?? base.removed;
  const first: LiveLayer = { ...base, removed };
  const added = view.banks
    .filter((number) => states[number]!.added.length > 0)
    .map((number) => {
      const { name, variants } = bulk.banks[number]!;
      return { number, name, entries: withVariants(states[number]!.added, variants) };
    });
  if (added.length === 0) return { ...view, layers: [first] };
  const second = { layer: compileLayer(view.folder, added), offset: base.layer.entries.length, removed: undefined };
  return { ...view, layers: [first, second] };
}

function bankNow({ bank, added }: BankState, number: number, views: readonly View[]): TermBank {
  const { layer, removed } = views.find((view) => view.banks.includes(number))!.layers[0]!;
  const kept =
    removed === undefined
      ? bank.entries
      : layer.entries.filter(
          (entry, place) => layer.banks[place] === number && removed[place] !== 1 && !isVariant(entry),
        );
  return { ...bank, entries: [...kept, ...added] };
}
