/*
 * What operations over large values charge, in cost units. The run time and the static estimate both use these, and the
 * adversarial tests hold them against the clock.
 */

/** Counting the code points of a string. */
export function sizeUnits(text: number): number {
  return text >> 3;
}

/** Walking a string to a code point. */
export function walkUnits(text: number): number {
  return text >> 2;
}

/**
 * Looking for a part of `part` characters in a text of `text` characters. One character is found at memory speed; where
 * the start of a longer part is frequent the host compares anew at almost every character; and it skips ahead by at most
 * 250 characters, so that a long part can be compared again and again.
 */
export function searchUnits(text: number, part: number): number {
  if (part <= 1) return text >> 5;
  return (text >> 2) + (part > 16 ? (text * Math.min(part, text)) / 2048 : 0);
}

/** Looking for the last occurrence. */
export function searchLastUnits(text: number, part: number): number {
  return (text + part) >> 1;
}

/** UTF-8 from a string or back, per UTF-16 unit or byte. */
export function utf8Units(length: number): number {
  return length / 2;
}

/** Reading the keys of a map: the host lists those of a large JSON object slowly. */
export function keysUnits(size: number): number {
  return size * 8;
}

/** Putting one entry into a map. */
export const ENTRY_UNITS = 24;

/** Writing or reading the text of a number, a moment or a span of time. */
export const TEXT_UNITS = 24;

/** Arithmetic beyond 2^53. */
export const BIG_UNITS = 8;

/** Turning one value into text inside `format`. */
export const FORMAT_UNITS = 12;

/** Making a list, besides its elements. */
export const LIST_UNITS = 12;

/** Looking a time zone up: the host takes up to 100 µs to load one. */
export const ZONE_UNITS = 10_000;

/** Compiling a pattern while an event is decided. Charged also on a cache hit: costs have no history. */
export function regexCompileUnits(length: number): number {
  return 80_000 + length * 1_000;
}
