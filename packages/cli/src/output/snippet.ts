import type { Event, Finding } from "@evenhand/contract";
import type { Colours } from "./colours.js";
import { cutTo, widthOf } from "./fit-cell.js";
import { safeLine } from "./safe-text.js";

/** Characters of context before the first hit. */
const BEFORE = 16;

/** What people wrote in an event: an item's title and body, or an account's or group's names. */
export function textOf(event: Event): string {
  const { item, actor, group, push, previous } = event.data;
  if (item?.text !== undefined) return [item.text.title, item.text.body].filter(Boolean).join("\n");
  if (push !== undefined) return [push.title, push.body].filter(Boolean).join("\n");
  if (group !== undefined) return [group.name, group.description].filter(Boolean).join(" · ");
  if (event.type.startsWith("account.")) {
    const now = [actor?.displayName, actor?.handle, actor?.bio].filter(Boolean).join(" · ");
    return previous?.displayName ? `${previous.displayName} → ${now}` : now;
  }
  return "";
}

/** Pieces of the event's text that a finding's evidence names, longest first, without repeats. */
export function hitsOf(finding: Finding | undefined): readonly string[] {
  const texts = (finding?.evidence ?? []).flatMap((line) => (line.entries ?? []).flatMap((entry) => entry.text || []));
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
  const end = at + piece.length;
  const fits = end < width && widthOf(text.slice(0, end)) < width;
  const from = fits ? 0 : wholeCharacter(text, Math.max(0, at - BEFORE));
  const lead = `${from > 0 ? "…" : ""}${safeStart(text.slice(from, at))}`;
  const shown = cutTo(safeLine(piece), Math.max(1, width - widthOf(lead)));
  const left = width - widthOf(lead) - widthOf(shown);
  const tail = left > 1 ? cutTo(keepSpace(text.slice(end)), left) : "";
  return lead + colours.underline(shown) + tail;
}

/** A cut must not split a surrogate pair. */
function wholeCharacter(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}

function safeStart(text: string): string {
  const line = safeLine(text);
  return line !== "" && /\s$/u.test(text) ? `${line} ` : line;
}

function keepSpace(text: string): string {
  const line = safeLine(text);
  return line !== "" && /^\s/u.test(text) ? ` ${line}` : line;
}
