import { shorten } from "../text/shorten.js";
import { changedLines } from "./changed-lines.js";
import type { FieldChange, PolicyChange, PolicyDiff } from "./policy-diff.js";

export interface RenderDiffOptions {
  /** Entries of a list and lines of a text that are shown of one field. Default 10. */
  readonly maxLines?: number;
  /** UTF-16 units of one line. Default 160. */
  readonly maxWidth?: number;
}

const MARK = { added: "+", removed: "-", changed: "~" } as const;

/**
 * The differences as text: one block for each thing that differs. Of a text over several lines only the lines that differ
 * are shown. Ends in a line feed.
 */
export function renderDiff(diff: PolicyDiff, options: RenderDiffOptions = {}): string {
  const { maxLines = 10, maxWidth = 160 } = options;
  if (diff.changes.length === 0) return `No differences: both are ${diff.after.version}.\n`;
  const counts = (["added", "removed", "changed"] as const)
    .map((kind) => [kind, diff.changes.filter((change) => change.kind === kind).length] as const)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count} ${kind}`);
  const head = [
    `- ${diff.before.version} ${diff.before.name}`,
    `+ ${diff.after.version} ${diff.after.name}`,
    counts.join(", "),
  ];
  const blocks = diff.changes.map((change) => renderChange(change, maxLines));
  const lines = [...head, ...blocks.flatMap((block) => ["", ...block])];
  return `${lines.map((line) => shorten(line, maxWidth)).join("\n")}\n`;
}

function renderChange(change: PolicyChange, maxLines: number): string[] {
  const { subject, id, kind, fields } = change;
  if (subject === "setting") return fields.flatMap((field) => renderField(field, maxLines, "~ setting "));
  const head = `${MARK[kind]} ${subject} ${id}`;
  // What is gone can be read in the older policy.
  if (kind === "removed") return [head];
  return [head, ...fields.flatMap((field) => renderField(field, maxLines, "    "))];
}

function renderField(change: FieldChange, maxLines: number, indent: string): string[] {
  const label = `${indent}${change.field}`;
  if ("added" in change) {
    const marked = [...change.removed.map((text) => `- ${text}`), ...change.added.map((text) => `+ ${text}`)];
    return marked.length === 1
      ? [`${label}: ${oneLine(marked[0] as string)}`]
      : [`${label}:`, ...cut(marked, maxLines)];
  }
  const { before, after } = change;
  const long = [before, after].some((text) => text !== undefined && (text.length > 60 || text.includes("\n")));
  if (before === undefined) return long ? [`${label}:`, ...cut(marks("+ ", after), maxLines)] : [`${label}: ${after}`];
  if (after === undefined) return [`${label}: ${oneLine(before)} → nothing`];
  if (!long) return [`${label}: ${before} → ${after}`];
  return [`${label}:`, ...cut(changedLines(before, after), maxLines)];
}

function marks(mark: string, text: string | undefined): string[] {
  return (text ?? "").split("\n").map((line) => mark + line);
}

function cut(lines: readonly string[], max: number): string[] {
  const shown = lines.slice(0, max).map((line) => `      ${oneLine(line)}`);
  const rest = lines.length - max;
  return rest > 0 ? [...shown, `      … and ${rest} more`] : shown;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}
