const SURROGATE = /[\ud800-\udfff]/;

/** True where UTF-16 indices and code-point indices are the same thing. */
export function isBasic(text: string): boolean {
  // On a one-byte string the engine answers without looking at the characters.
  return !SURROGATE.test(text);
}

/** Number of code points. */
export function codePointLength(text: string): number {
  if (isBasic(text)) return text.length;
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit < 0xdc00 && index + 1 < text.length) {
      const low = text.charCodeAt(index + 1);
      if (low >= 0xdc00 && low < 0xe000) index++;
    }
    count++;
  }
  return count;
}

/** Order by code point: UTF-16 order differs from it between surrogates and U+E000..U+FFFF. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  if (isBasic(a) && isBasic(b)) return a < b ? -1 : 1;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x !== y) return fixUp(x) < fixUp(y) ? -1 : 1;
  }
  return Math.sign(a.length - b.length);
}

/** Moves surrogates above the rest of the basic plane. */
function fixUp(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit;
}
