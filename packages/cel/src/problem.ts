import { columnsOf } from "./problem/columns.js";
import { codePointLength } from "./values/strings.js";

/** Something wrong, or suspicious, in an expression. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: "error" | "warning";
  /** One or two sentences: what is wrong, what exists, what to do. */
  readonly message: string;
  /** UTF-16 offset in the source of the expression. */
  readonly offset: number;
  /** UTF-16 units to underline from `offset` on; 1 where absent. */
  readonly length?: number;
  /** The name the author probably meant. */
  readonly suggestion?: string;
}

export type ProblemCode = keyof typeof PROBLEM_CODES;

/** Every code that checking can give, with what it means in general; `docs/` and the tests are held against this list. */
export const PROBLEM_CODES = {
  EH_CEL_SYNTAX: "The text is not a CEL expression.",
  EH_CEL_TOO_DEEP: "More operations inside each other than can be evaluated.",
  EH_CEL_UNKNOWN_VARIABLE: "No variable has this name.",
  EH_CEL_UNKNOWN_FIELD: "The value has no field of this name.",
  EH_CEL_UNKNOWN_FUNCTION: "No function or method has this name.",
  EH_CEL_UNKNOWN_TYPE: "No message type has this name.",
  EH_CEL_NO_OVERLOAD: "The function or operator does not take arguments of these types.",
  EH_CEL_NOT_BOOL: "Something that must be true or false is neither.",
  EH_CEL_NOT_A_COLLECTION: "A macro such as exists() was put to something that is no list and no map.",
  EH_CEL_BAD_MAP: "A map's keys are of a type that keys cannot have, or an entry is no map.",
  EH_CEL_BAD_LITERAL: "A literal argument is not one that the function accepts.",
  EH_CEL_BAD_REGEX: "A pattern is not a regular expression of the RE2 syntax.",
  EH_CEL_UNGUARDED_FIELD: "A field that may be absent is read without asking has() first.",
  EH_CEL_OVER_BUDGET: "In the worst case the expression costs more than one evaluation may.",
  EH_CEL_NEVER_HOLDS: "A part of the condition can never be true.",
  EH_CEL_ALWAYS_HOLDS: "A part of the condition is always true.",
} as const;

/** Where an expression stands in a file. Lines and columns count from 1, columns in characters. */
export interface Origin {
  readonly file?: string;
  /** Line of the expression's first character. Default 1. */
  readonly line?: number;
  /** Column of the expression's first character. Default 1. */
  readonly column?: number;
  /** Columns that were taken off every line after the first, such as the indentation of a YAML block. Default 0. */
  readonly indent?: number;
}

/** Line and column, from 1, of a UTF-16 offset in a source. A column is one character, however wide it shows. */
export function locate(
  source: string,
  offset: number,
): { line: number; column: number; lineStart: number; lineEnd: number } {
  const at = Math.max(0, Math.min(offset, source.length));
  const before = source.slice(0, at);
  const lineStart = before.lastIndexOf("\n") + 1;
  const newline = source.indexOf("\n", at);
  const lineEnd = newline === -1 ? source.length : newline;
  let line = 1;
  for (let index = before.indexOf("\n"); index !== -1; index = before.indexOf("\n", index + 1)) line++;
  return { line, column: codePointLength(source.slice(lineStart, at)) + 1, lineStart, lineEnd };
}

/** Characters of a long line that are shown on each side of the problem. */
const SHOWN_BEFORE = 60;
const SHOWN_AFTER = 40;

/**
 * A problem as text for a terminal or a log: place, code and message, then the source line and a line of carets under
 * the place, with the suggestion after them.
 */
export function renderProblem(problem: Problem, source: string, origin: Origin = {}): string {
  const place = locate(source, problem.offset);
  const first = place.line === 1;
  const line = (origin.line ?? 1) + place.line - 1;
  const column = place.column + (first ? (origin.column ?? 1) - 1 : (origin.indent ?? 0));
  const file = origin.file === undefined ? "" : `${origin.file}:`;
  const head = `${file}${line}:${column}: ${problem.severity} ${problem.code}: ${problem.message}`;

  const offset = Math.max(place.lineStart, Math.min(problem.offset, place.lineEnd));
  const { before, after } = excerpt(source.slice(place.lineStart, offset), source.slice(offset, place.lineEnd));
  const length = Math.max(1, codePointLength(source.slice(offset, offset + (problem.length ?? 1))));
  const marked = Array.from(after).slice(0, length);
  // Tabs stay tabs under tabs, so that the carets line up at any tab width.
  const indent = Array.from(before, (char) => (char === "\t" ? "\t" : " ".repeat(columnsOf(char)))).join("");
  const carets = "^".repeat(Math.max(1, columnsOf(marked.join("").replaceAll("\t", " "))));
  const hint = problem.suggestion === undefined ? "" : ` did you mean \`${problem.suggestion}\`?`;
  const gutter = String(line);
  return [
    head,
    ` ${gutter} | ${printable(before + after)}`,
    ` ${" ".repeat(gutter.length)} | ${indent}${carets}${hint}`,
  ].join("\n");
}

/** The part of a long line around its middle, with what was left out shown as an ellipsis. */
function excerpt(before: string, after: string): { before: string; after: string } {
  const left = Array.from(before);
  const right = Array.from(after.replace(/\r$/, ""));
  return {
    before: left.length > SHOWN_BEFORE ? `…${left.slice(-SHOWN_BEFORE).join("")}` : before,
    after: right.length > SHOWN_AFTER * 2 ? `${right.slice(0, SHOWN_AFTER * 2).join("")}…` : right.join(""),
  };
}

/** Control characters would move the cursor or turn the line around; each is shown as one visible character. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- replacing control characters is the purpose
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}
