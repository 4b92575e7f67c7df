import type { Event, Finding } from "@evenhand/contract";
import { textOf } from "../event-text.js";
import type { Colours } from "./colours.js";
import { cutTo, widthOf } from "./fit-cell.js";
import { safeLine } from "./safe-text.js";

/** Columns of context before a hit. */
const BEFORE = 24;
/** A piece of a word no longer than this is left out at the cut. */
const WORD = 10;
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Pieces of the event's text that a finding's evidence names, longest first, without repeats. */
function hitsOf(finding: Finding | undefined): readonly string[] {
  const texts = (finding?.evidence ?? []).flatMap((line) =>
    // A link's entry is the domain or path as the bank has it.
    (line.entries ?? []).flatMap((entry) => entry.text || entry.entry || []),
  );
  return [...new Set(texts)].toSorted((a, b) => b.length - a.length);
}

/** One line of an event's text, in at most `width` columns, around the first hit and with the hit set off. */
export function snippetOf(event: Event, finding: Finding | undefined, width: number, colours: Colours): string {
  const text = textOf(event);
  const hit = hitsOf(finding)
    .map((piece) => ({ piece, at: text.indexOf(piece) }))
    .find(({ at }) => at !== -1);
  if (hit === undefined) return cutTo(safeLine(text), width);
  const { piece, at } = hit;
  const shown = cutTo(safeLine(piece), width);
  const before = safeStart(text.slice(Math.max(0, at - width), at));
  const after = keepSpace(text.slice(at + piece.length, at + piece.length + 2 * width));
  // What follows may take all the room but a little; what it leaves goes to what stands before.
  const room = width - widthOf(shown);
  const forBefore = Math.max(Math.min(BEFORE, Math.floor(room / 2)), room - widthOf(after));
  const isWhole = at <= width && widthOf(before) <= forBefore;
  const lead = isWhole ? before : `…${endOf(before, forBefore - 1)}`;
  const left = room - widthOf(lead);
  return lead + colours.underline(shown) + (left > 1 ? cutTo(after, left) : "");
}

/** The end of a text, at most `columns` wide, from the start of a word where one is near. */
function endOf(text: string, columns: number): string {
  const reversed = [...graphemes.segment(text)].toReversed();
  let kept = "";
  for (const { segment } of reversed) {
    if (widthOf(segment) + widthOf(kept) > columns) break;
    kept = segment + kept;
  }
  const space = kept.trimStart().indexOf(" ");
  return kept.length < text.length && space > 0 && space < WORD ? kept.trimStart().slice(space + 1) : kept;
}

function safeStart(text: string): string {
  const line = safeLine(text);
  return line !== "" && /\s$/u.test(text) ? `${line} ` : line;
}

function keepSpace(text: string): string {
  const line = safeLine(text);
  return line !== "" && /^\s/u.test(text) ? ` ${line}` : line;
}
