/**
 * Columns that a text takes on a terminal: East Asian wide and fullwidth characters and emoji take two, combining marks
 * and joiners none. Source of the ranges: Unicode Standard Annex #11 (East Asian Width), classes W and F, coarsened to
 * whole blocks.
 */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const char of text) columns += ZERO.test(char) ? 0 : isWide(char.codePointAt(0)!) ? 2 : 1;
  return columns;
}

const ZERO = /^(?:\p{Mn}|\p{Me}|[\u200b-\u200d]|\u2060)$/u;

const WIDE: readonly (readonly [from: number, to: number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23ec],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18aff],
  [0x1b000, 0x1b2ff],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1faff],
  [0x20000, 0x3fffd],
];

function isWide(point: number): boolean {
  if (point < WIDE[0]![0]) return false;
  return WIDE.some(([from, to]) => point >= from && point <= to);
}
