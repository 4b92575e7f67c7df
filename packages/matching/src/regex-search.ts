/** Searches a text for the matches of one regular expression, by its automaton for as long as that is quick, and else by its machine. */
import { type DfaRoom, NOT_KNOWN, RegexDfa } from "./regex-dfa.js";
import { type OnMatch, RegexMachine, type StepBudget } from "./regex-machine.js";
import { type FirstCharacters, firstCharacters, type RegexProgram } from "./regex-program.js";

/** Characters that may be read more than once before the machine, which reads each once, takes over. */
const REREAD = 256;

/** Finds what `RegexMachine` finds, as `findAll` there tells, in time linear in the text. */
export class RegexSearch {
  readonly #program: RegexProgram;
  readonly #first: FirstCharacters;
  readonly #dfa: RegexDfa;
  #machine: RegexMachine | undefined;

  constructor(program: RegexProgram, room: DfaRoom) {
    this.#program = program;
    this.#first = firstCharacters(program);
    this.#dfa = new RegexDfa(program, room);
  }

  findAll(text: string, ranges: readonly number[], budget: StepBudget, onMatch: OnMatch): void {
    const dfa = this.#dfa;
    /** Where the next match may begin, and how far was read. */
    let at = 0;
    let reach = 0;
    let spent = 0;
    let reread = 0;
    for (let k = 0; k < ranges.length; k += 2) {
      const last = Math.min(ranges[k + 1]!, text.length - 1);
      for (at = Math.max(at, ranges[k]!); at <= last;) {
        if (!this.#mayBegin(text, at)) {
          at += 1;
          continue;
        }
        const end = dfa.endFrom(text, at, budget.left);
        // Of two places that lead over the same characters, the machine would read them once.
        reread += Math.min(dfa.read, Math.max(0, reach - at));
        reach = Math.max(reach, at + dfa.read);
        if (end === NOT_KNOWN || reread > reach - ranges[0]! + REREAD) {
          // It counts its own steps.
          budget.left += spent;
          this.#machine ??= new RegexMachine(this.#program);
          this.#machine.findAll(text, rangesFrom(ranges, at), budget, onMatch);
          return;
        }
        spent += dfa.read + 1;
        budget.left -= dfa.read + 1;
        if (end > at) {
          onMatch(at, end);
          at = end;
        } else at += 1;
        if (budget.left <= 0) return;
      }
    }
  }

  /** Whether a match that is not empty may begin at a place. */
  #mayBegin(text: string, at: number): boolean {
    const unit = text.charCodeAt(at);
    const { ascii, others } = this.#first;
    if (unit < 128) return ascii[unit] === 1;
    return others && !((unit & 0xfc00) === 0xdc00 && at > 0 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800);
  }
}

/** What is left of ranges from a place on. */
function rangesFrom(ranges: readonly number[], at: number): readonly number[] {
  const left: number[] = [];
  for (let k = 0; k < ranges.length; k += 2) {
    if (ranges[k + 1]! >= at) left.push(Math.max(ranges[k]!, at), ranges[k + 1]!);
  }
  return left;
}
