import { widthOf } from "./fit-cell.js";

const words = new Intl.Segmenter(undefined, { granularity: "word" });

const CLOSING = /^[\p{Pe}\p{Pf}.,;:!?…。，、；：！？]$/u;

/** Breaks a line into lines of at most `width` columns, between words; scripts without spaces break between theirs. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  for (const { segment } of words.segment(text)) {
    const columns = widthOf(segment);
    // Two columns are kept for punctuation, which stays with the word before it.
    const room = CLOSING.test(segment) ? width : width - 2;
    if (used + columns > room && line.trim() !== "") {
      lines.push(line.trimEnd());
      line = "";
      used = 0;
      if (segment.trim() === "") continue;
    }
    line += segment;
    used += columns;
  }
  if (line.trim() !== "") lines.push(line.trimEnd());
  return lines;
}
