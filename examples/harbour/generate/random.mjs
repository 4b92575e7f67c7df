/** A small seeded generator, so that the log is the same on every machine: mulberry32, 32 bits of state. */
export class Random {
  #state;

  /** @param {number} seed any 32-bit number */
  constructor(seed) {
    this.#state = seed | 0;
  }

  /** The next number in [0, 1). */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `low` to `high`, both included. */
  int(low, high) {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability) {
    return this.next() < probability;
  }

  pick(list) {
    return list[Math.floor(this.next() * list.length)];
  }

  /** `count` different elements, in random order. */
  sample(list, count) {
    const left = [...list];
    const chosen = [];
    while (chosen.length < count && left.length > 0)
      chosen.push(...left.splice(Math.floor(this.next() * left.length), 1));
    return chosen;
  }

  /** An element, with chances in proportion to `weight(element)`. */
  weighted(list, weight) {
    const weights = list.map(weight);
    let at = this.next() * weights.reduce((sum, w) => sum + w, 0);
    for (const [index, w] of weights.entries()) {
      at -= w;
      if (at < 0) return list[index];
    }
    return list.at(-1);
  }

  hex(digits) {
    let text = "";
    while (text.length < digits) text += Math.floor(this.next() * 16).toString(16);
    return text;
  }
}
