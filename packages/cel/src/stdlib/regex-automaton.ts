import { findGaps, type Program, withoutNeedless } from "./regex-gaps.js";

/**
 * What is read of the matching engine's lazily built automaton. These are internals of the pinned re2js version; a test
 * notices when they change, and a pattern whose automaton cannot be read counts as wild.
 */
interface Automaton {
  readonly failed: boolean;
  readonly numClasses: number;
  readonly classBounds: Int32Array;
  stateBudget: number;
  memBudget: number;
  start(input: { context(at: number): number }, at: number): State | null;
  step(state: State, runeClass: number, rune: number, anchor: number): State | null;
  /** The instructions reachable without a character, and the conditions that this depends on. */
  closure(places: Iterable<number>, flags: number): Reachable;
  clearCache(): void;
}

interface Reachable {
  readonly pcs: readonly number[];
  readonly needflags: number;
}

interface State {
  readonly nfaStates: readonly number[];
  readonly isMatch: boolean;
}

interface Engine {
  readonly prefixComplete: boolean;
  readonly onepass: unknown;
  readonly prog: Program;
  readonly dfa: Automaton;
}

/** Bytes that the automaton of one pattern may take, by the engine's own accounting. */
const MEMORY = 2_000_000;
/** Instructions looked at while the automaton is explored; some tens of milliseconds. */
const MAX_WORK = 600_000;
const MAX_RUNE = 0x10ffff;
const END_OF_TEXT = -1;
const UNANCHORED = 0;
/** Every flag: the start of the text is also the start of a line. */
const AT_START = 0xff;

/**
 * Builds the whole automaton of a pattern now, if it is small. Matching is then one table lookup per character on any
 * text ("tame"). The automaton of other patterns would have to be built while a text is matched, again for almost every
 * character in the worst case ("wild").
 */
export function isTame(engine: unknown): boolean {
  const { prefixComplete, onepass, prog, dfa } = engine as Engine;
  if (prefixComplete || (onepass !== null && onepass !== undefined)) return true;
  if (dfa.failed) return false;
  dfa.stateBudget = MEMORY;
  dfa.memBudget = MEMORY;
  leaveOutNeedless(dfa, prog);
  const tame = explore(dfa);
  if (!tame) dfa.clearCache();
  return tame;
}

/** Keeps one place of each counted gap in every state, which answers the same with far fewer states. */
function leaveOutNeedless(dfa: Automaton, program: Program): void {
  const gaps = findGaps(program);
  if (gaps.length === 0) return;
  const original = dfa.closure.bind(dfa);
  dfa.closure = (places, flags) => {
    const { pcs, needflags } = original(places, flags);
    return { pcs: withoutNeedless(pcs, gaps), needflags };
  };
}

function explore(dfa: Automaton): boolean {
  const first = dfa.start({ context: () => AT_START }, 0);
  if (first === null) return false;
  // One character stands for each class that the pattern tells apart.
  const runes = [0, ...dfa.classBounds]
    .map((rune, index) => [index, rune] as const)
    .filter(([, rune]) => rune <= MAX_RUNE);
  const steps = [...runes, [dfa.numClasses, END_OF_TEXT] as const];
  const seen = new Set<State>([first]);
  let work = 0;
  for (const state of seen) {
    // A search ends at the first match.
    if (state.isMatch) continue;
    work += steps.length * (4 + state.nfaStates.length);
    if (work > MAX_WORK) return false;
    for (const [runeClass, rune] of steps) {
      const next = dfa.step(state, runeClass, rune, UNANCHORED);
      if (next === null) return false;
      seen.add(next);
    }
  }
  return true;
}
