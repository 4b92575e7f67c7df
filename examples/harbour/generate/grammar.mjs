/**
 * Texts out of templates. `[name]` stands for one of the entries of that name, `[one|two|]` for one of those written there;
 * entries may hold brackets again. `[a harbour]` and the like are simply names with a blank in them.
 */
const SLOT = /\[([^[\]]+)\]/;
const MAX_STEPS = 200;

/**
 * @param {import("./random.mjs").Random} random
 * @param {Record<string, readonly string[]>} lexicon
 * @param {string} template
 */
export function expand(random, lexicon, template) {
  let text = template;
  const used = new Set();
  for (let step = 0; step < MAX_STEPS; step++) {
    const slot = SLOT.exec(text);
    if (slot === null) return text;
    const [whole, name] = slot;
    const entries = Object.hasOwn(lexicon, name) ? lexicon[name] : name.split("|");
    if (entries.length === 1 && entries[0] === name)
      throw new Error(`The lexicon has no entry "${name}" (in: ${template})`);
    // The same word twice in one text reads like a machine.
    const fresh = entries.filter((entry) => !used.has(entry));
    const entry = random.pick(fresh.length > 0 ? fresh : entries);
    used.add(entry);
    text = text.slice(0, slot.index) + entry + text.slice(slot.index + whole.length);
  }
  throw new Error(`The template does not come to an end: ${template}`);
}

/** Capital letter after a full stop, single blanks, "an" before a vowel: what chance leaves untidy. */
export function tidy(text) {
  return text
    .replaceAll(/\b([Aa]) (?=[aeio])/g, "$1n ")
    .replaceAll(/[ ]{2,}/g, " ")
    .replaceAll(/ ([,.!?;])/g, "$1")
    .replaceAll(/(^|[.!?] )([a-z])/g, (_, before, letter) => before + letter.toUpperCase())
    .trim();
}
