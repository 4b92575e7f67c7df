/**
 * How 256-bit hashes are cut into slots so that near ones are found by looking up whole slots: two hashes that differ in at
 * most r bits differ in few bits of at least one slot (multi-index hashing: Norouzi, Punjani, Fleet, "Fast Search in Hamming
 * Space with Multi-Index Hashing", 2012).
 */
const BITS = 256;

/** Slots as even as they can be: the first ones are one bit wider where the bits do not divide. */
export interface Slots {
  readonly count: number;
  /** Bits of each slot. */
  readonly widths: readonly number[];
  /** The first bit of each slot, counted from the highest of the first word. */
  readonly offsets: readonly number[];
}

export function slotsOf(count: number): Slots {
  const narrow = Math.floor(BITS / count);
  const wider = BITS - narrow * count;
  const widths = Array.from({ length: count }, (_, slot) => (slot < wider ? narrow + 1 : narrow));
  const offsets = widths.map((_, slot) => slot * narrow + Math.min(slot, wider));
  return { count, widths, offsets };
}

/**
 * In how many bits a slot may differ so that no hash within `radius` is missed. With r = count · q + a, either one of the
 * first a + 1 slots differs in at most q bits, or one of the others in at most q − 1: had all of them more, they would add up
 * to more than r.
 *
 * @returns −1 where the slot need not be looked up
 */
export function slotRadius(slots: Slots, slot: number, radius: number): number {
  const whole = Math.floor(radius / slots.count);
  return slot <= radius - whole * slots.count ? whole : whole - 1;
}

/** The value of a slot in the hash that begins at `base`. */
export function slotValue(words: Int32Array, base: number, offset: number, width: number): number {
  const word = offset >>> 5;
  const shift = offset & 31;
  const low = words[base + Math.min(word + 1, 7)]!;
  // Twice a shift, because one by 32 is one by 0; what is wrong of `low` where there is no next word is shifted out.
  return ((words[base + word]! << shift) | ((low >>> 1) >>> (31 - shift))) >>> (32 - width);
}

/** Every way to change at most so many bits of a slot, the fewest first. */
interface Masks {
  readonly values: Uint32Array;
  /** How many of them change at most this many bits. */
  readonly counts: readonly number[];
}

const known = new Map<number, Masks>();

/** Masks of a width that reach at least `radius`; the first `counts[radius]` of `values` are those within it. */
export function masksOf(width: number, radius: number): Masks {
  const masks = known.get(width);
  if (masks !== undefined && masks.counts.length > radius) return masks;
  const made = makeMasks(width, radius);
  known.set(width, made);
  return made;
}

function makeMasks(width: number, radius: number): Masks {
  const values: number[] = [0];
  const counts: number[] = [1];
  let last: readonly number[] = [0];
  for (let bits = 1; bits <= radius; bits++) {
    // Each with one more bit set above its highest, so that none comes twice.
    last = last.flatMap((mask) => {
      const above = 32 - Math.clz32(mask);
      return Array.from({ length: width - above }, (_, bit) => mask | (1 << (above + bit)));
    });
    for (const mask of last) values.push(mask);
    counts.push(values.length);
  }
  return { values: Uint32Array.from(values), counts };
}

/** How many values of all slots are looked up for a radius. */
export function probesOf(slots: Slots, radius: number): number {
  let probes = 0;
  for (let slot = 0; slot < slots.count; slot++) {
    let ways = 1;
    for (let bits = 0; bits <= slotRadius(slots, slot, radius); bits++) {
      probes += ways;
      ways = (ways * (slots.widths[slot]! - bits)) / (bits + 1);
    }
  }
  return probes;
}
