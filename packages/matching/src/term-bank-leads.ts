/** Which rules have to be run on a text, told by their literals. */
import type { LayerRule } from "./term-bank-layer.js";
import type { MetExtras } from "./term-bank-met.js";

const NONE: readonly number[] = [];

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
        else found.push(rule);
      }
    }
    if (found === undefined) return NONE;
    if (found.length === 1) return found;
    found.sort((a, b) => a - b);
    // Several literals may have led to the same one.
    return found.filter((rule, place) => rule !== found[place - 1]);
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
