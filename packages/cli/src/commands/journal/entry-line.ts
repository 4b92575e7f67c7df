import { type JournalItem } from "@evenhand/contract";
import type { Colours } from "../../output/colours.js";
import { fitCell } from "../../output/fit-cell.js";
import { safeLine } from "../../output/safe-text.js";

/** Columns that the widest acts take. */
const ACT_WIDTH = 19;
const SEQ_WIDTH = 7;
/** Of a value of the entry's data. */
const VALUE_WIDTH = 60;

/** What is said of an act beside its subject: these fields of its data, where they are there. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  "decision.recorded": ["outcome", "account", "cause"],
  "measure.applied": ["kind", "clause", "until"],
  "measure.expired": ["kind", "clause"],
  "measure.lifted": ["kind", "clause", "reason"],
  "measure.voided": ["kind", "clause", "reason"],
  "statement.issued": ["clause", "language", "appealUntil"],
  "strike.given": ["clause", "count", "expires"],
  "standing.changed": ["from", "to", "strikes"],
  "case.opened": ["queue", "clauses"],
  "policy.uploaded": ["name"],
  "policy.published": ["publication", "previous"],
  "policy.rolled_back": ["publication", "previous"],
  "key.created": ["name", "role", "scopes"],
};

/** An entry on one line: number, time, act, what it was done to, by whom, and what matters of it. */
export function entryLine(entry: JournalItem, { dim, bold }: Colours): string {
  const { seq, at, act, actor, subject, data, erased } = entry;
  const by = actor.id === null ? actor.role : `${actor.role} ${actor.id}`;
  const of = `${subject.kind} ${shorten(subject.id ?? "(erased)")}`;
  const said = erased || data === null ? "erased" : detailOf(act, data);
  return [
    dim(String(seq).padStart(SEQ_WIDTH)),
    dim(at.slice(0, 19).replace("T", " ")),
    bold(fitCell(safeLine(act), ACT_WIDTH)),
    safeLine(of),
    said,
    dim(`by ${safeLine(by)}`),
  ]
    .filter((part) => part !== "")
    .join("  ");
}

function detailOf(act: string, data: Readonly<Record<string, unknown>>): string {
  const names = FIELDS[act] ?? Object.keys(data).filter((name) => typeof data[name] !== "object");
  return names.flatMap((name) => partOf(name, data[name])).join(" ");
}

function partOf(name: string, value: unknown): string[] {
  if (value === null || value === undefined) return [];
  const text = Array.isArray(value) ? value.join(",") : typeof value === "string" ? value : JSON.stringify(value);
  const short = shorten(safeLine(text, VALUE_WIDTH + 20));
  return [`${name}=${/\s/.test(short) ? JSON.stringify(short) : short}`];
}

/** A policy's version by its beginning, which is enough to name it; other texts up to a width. */
function shorten(text: string): string {
  return /^sha256:[0-9a-f]{64}$/.test(text) ? text.slice(0, 19) : text.slice(0, VALUE_WIDTH);
}
