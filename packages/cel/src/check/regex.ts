import { RE2JS } from "re2js";
import type { Literal } from "../ast.js";
import type { Problem } from "../problem.js";
import { compileRegex } from "../stdlib/regex.js";
import { CelError } from "../values/error.js";
import { codePointLength } from "../values/strings.js";

/** What the library's words for a refused pattern mean to somebody who writes one. */
const ADVICE: readonly (readonly [said: RegExp, advice: string])[] = [
  [/Perl syntax/, "Lookahead and lookbehind are not available; write two conditions joined by && instead."],
  [/escape sequence/, "Back-references are not available; a backslash before a plain letter or digit means nothing."],
  [/missing closing \)/, "Every ( needs a )."],
  [/unexpected \)/, "This ) closes nothing; write \\) for the character itself."],
  [/missing closing \]/, "Every [ needs a ]."],
  [/character class range/, "A range in [ ] runs from the lower to the higher character."],
  [/repeat count|repeat size/, "A count in { } may be 1000 at most."],
  [
    /repetition operator/,
    "There is nothing here to repeat, or it is repeated twice; write \\* or \\+ for the character itself.",
  ],
  [/trailing backslash/, "A backslash at the end means nothing; write \\\\ for the character itself."],
];

/** A pattern that RE2 refuses: reason and place. `source` is the text that holds the literal, for an exact place. */
export function regexProblem(literal: Literal, source: string | undefined): Problem | undefined {
  if (literal.type !== "string") return undefined;
  const pattern = literal.value as string;
  const refused = compileRegex(pattern);
  if (!(refused instanceof CelError)) return undefined;
  // Too large a pattern is refused uncompiled, as it is when an event is decided.
  const failure = /too large/.test(refused.message) ? undefined : compileFailure(pattern);
  if (failure === undefined) {
    return { code: "EH_CEL_BAD_REGEX", severity: "error", message: `${refused.message}.`, offset: literal.offset };
  }
  const index = failure.fragment === undefined ? pattern.length : Math.max(0, pattern.indexOf(failure.fragment));
  const advice = ADVICE.find(([said]) => said.test(failure.reason))?.[1] ?? "";
  const near = failure.fragment === undefined || failure.fragment === pattern ? "" : ` at \`${failure.fragment}\``;
  const at = failure.fragment === pattern ? "" : `, character ${codePointLength(pattern.slice(0, index)) + 1}${near}`;
  return {
    code: "EH_CEL_BAD_REGEX",
    severity: "error",
    message: `This is no pattern of the RE2 syntax: ${failure.reason}${at}.${advice === "" ? "" : ` ${advice}`}`,
    offset: placeInLiteral(literal.offset, pattern, index, source),
  };
}

function compileFailure(pattern: string): { reason: string; fragment: string | undefined } | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    const { error: reason, input } = error as { error?: string; input?: string | null };
    return { reason: reason ?? "it cannot be compiled", fragment: input ?? undefined };
  }
}

/** Offset of a character of a literal's value, where the literal spells it without escapes; else of the literal. */
function placeInLiteral(offset: number, value: string, index: number, source: string | undefined): number {
  if (source === undefined) return offset;
  const opening = /^[rR]?("""|'''|"|')/.exec(source.slice(offset, offset + 4))?.[0];
  if (opening === undefined) return offset;
  const start = offset + opening.length;
  return source.startsWith(value, start) ? start + index : offset;
}
