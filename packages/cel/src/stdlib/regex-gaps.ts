/** One instruction of a compiled pattern, as the matching engine has it. */
export interface Instruction {
  readonly op: number;
  readonly out: number;
  readonly arg: number;
  readonly runes: ArrayLike<number>;
}

export interface Program {
  numInst(): number;
  getInst(at: number): Instruction;
}

const ALTERNATIVE = 1;
const FIRST_RUNE_OP = 8;
const LAST_RUNE_OP = 11;

/** A place in a counted gap where one more character may follow, or the gap may end. */
interface Choice {
  readonly at: number;
  readonly rune: number;
  readonly exit: number;
}

/** What one gap allows: its places, those with most characters left first. */
type Gap = readonly Choice[];

/**
 * The counted gaps of a pattern, such as `.{0,30}` in `free.{0,30}money`: chains of optional copies of one character
 * class that all end in the same place.
 *
 * Whether there is a match depends only on the place in a gap with most characters left, since it allows all that the
 * later ones do. Without that, an automaton has a state for every set of places, two to the power of the count.
 */
export function findGaps(program: Program): Gap[] {
  const choices = new Map<number, Choice>();
  for (let at = 0; at < program.numInst(); at++) {
    const { op, out, arg } = program.getInst(at);
    if (op !== ALTERNATIVE) continue;
    // The greedy form has the character first, the other one the exit.
    if (isOptional(program, out, arg)) choices.set(at, { at, rune: out, exit: arg });
    else if (isOptional(program, arg, out)) choices.set(at, { at, rune: arg, exit: out });
  }
  const following = (choice: Choice): Choice | undefined => {
    const next = choices.get(program.getInst(choice.rune).out);
    const same = next !== undefined && next.exit === choice.exit && next.at !== choice.at;
    return same && sameClass(program.getInst(next.rune), program.getInst(choice.rune)) ? next : undefined;
  };
  const inner = new Set<Choice>();
  for (const choice of choices.values()) {
    const next = following(choice);
    if (next !== undefined) inner.add(next);
  }
  const gaps: Gap[] = [];
  for (const start of choices.values()) {
    if (inner.has(start)) continue;
    const gap: Choice[] = [];
    for (let at: Choice | undefined = start; at !== undefined; at = following(at)) gap.push(at);
    if (gap.length > 1) gaps.push(gap);
  }
  return gaps;
}

/** True where `rune` is one character after which comes the exit, or another choice with the same exit. */
function isOptional(program: Program, rune: number, exit: number): boolean {
  const { op, out } = program.getInst(rune);
  if (op < FIRST_RUNE_OP || op > LAST_RUNE_OP) return false;
  const next = program.getInst(out);
  return out === exit || (next.op === ALTERNATIVE && (next.out === exit || next.arg === exit));
}

function sameClass(a: Instruction, b: Instruction): boolean {
  if (a.op !== b.op || a.arg !== b.arg || a.runes.length !== b.runes.length) return false;
  for (let index = 0; index < a.runes.length; index++) if (a.runes[index] !== b.runes[index]) return false;
  return true;
}

/** Takes the places out of a set of instructions that an earlier place of the same gap makes needless. */
export function withoutNeedless(places: readonly number[], gaps: readonly Gap[]): readonly number[] {
  const present = new Set(places);
  let dropped = false;
  for (const gap of gaps) {
    let covered = false;
    for (const { at, rune } of gap) {
      if (!present.has(at)) continue;
      if (covered) {
        present.delete(at);
        present.delete(rune);
        dropped = true;
      }
      covered = true;
    }
  }
  return dropped ? places.filter((place) => present.has(place)) : places;
}
