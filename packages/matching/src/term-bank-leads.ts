/** Which rules have to be run on a text, told by their literals. */
import type { LayerRule } from "./term-bank-layer.js";
import type { MetExtras } from "./term-bank-met.js";

const NONE: readonly number[] = [];

/** Up to so many rules are put in order one by one, which needs no memory. */
const FEW = 16;

/** The literals of rules side by side: they are asked for in every text. */
export class RuleLeads {
  /** Per extra, where in `#leads` the rules begin that it leads to; one more for the end. */
  readonly #from: Int32Array;
  /** Places of rules. */
  readonly #leads: Int32Array;
  /** Per rule, where in `#sets` its sets begin; one more for the end. */
  readonly #setsFrom: Int32Array;
  /** Sets of extras, each after its size; without the set that leads. */
  readonly #sets: Int32Array;

  /** @param extras how many there are */
  constructor(rules: readonly LayerRule[], extras: number) {
    const leads: number[][] = Array.from({ length: extras }, () => []);
    const sets: number[] = [];
    this.#setsFrom = new Int32Array(rules.length + 1);
    for (const [place, rule] of rules.entries()) {
      for (const extra of rule.sets[rule.lead]!) leads[extra]!.push(place);
      for (const [index, set] of rule.sets.entries()) if (index !== rule.lead) sets.push(set.length, ...set);
      this.#setsFrom[place + 1] = sets.length;
    }
    this.#sets = Int32Array.from(sets);
    this.#leads = Int32Array.from(leads.flat());
    this.#from = new Int32Array(extras + 1);
    for (const [extra, led] of leads.entries()) this.#from[extra + 1] = this.#from[extra]! + led.length;
  }

  /** Places of the rules of whose every set a text was met, in order: so that steps run out at the same one whatever leads to it first. */
  rulesFor(met: MetExtras): readonly number[] {
    let found: number[] | undefined;
    for (let k = 0; k < met.count; k++) {
      const extra = met.at(k);
      const to = this.#from[extra + 1]!;
      for (let lead = this.#from[extra]!; lead < to; lead++) {
        const rule = this.#leads[lead]!;
        if (!this.#isMet(rule, met)) continue;
        if (found === undefined) found = [rule];
        else if (found.length < FEW) insert(found, rule);
        else found.push(rule);
      }
    }
    if (found === undefined) return NONE;
    return found.length < FEW ? found : [...new Set(found)].sort((a, b) => a - b);
  }

  #isMet(rule: number, met: MetExtras): boolean {
    const sets = this.#sets;
    const to = this.#setsFrom[rule + 1]!;
    for (let at = this.#setsFrom[rule]!; at < to;) {
      const end = at + 1 + sets[at]!;
      let some = false;
      for (at += 1; at < end && !some; at++) some = met.has(sets[at]!);
      if (!some) return false;
      at = end;
    }
    return true;
  }
}

/** Puts a number into sorted ones, once: several literals may have led to the same rule. */
function insert(sorted: number[], number: number): void {
  let at = sorted.length;
  while (at > 0 && sorted[at - 1]! > number) at -= 1;
  if (at > 0 && sorted[at - 1] === number) return;
  sorted.push(number);
  for (let k = sorted.length - 1; k > at; k--) sorted[k] = sorted[k - 1]!;
  sorted[at] = number;
}
