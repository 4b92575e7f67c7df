import { parse as parseProto } from "@bufbuild/cel";
import type { Expr } from "./ast.js";
import { Converter, MAX_DEPTH } from "./parse/convert.js";
import { preflight } from "./parse/preflight.js";
import { scan, type Token } from "./parse/scan.js";
import { CelSyntaxError } from "./syntax-error.js";

/** Longest source of one expression, in UTF-16 units. Long lists of words belong in a bank. */
export const MAX_SOURCE_LENGTH = 32_768;

/**
 * Parses one expression.
 *
 * @throws CelSyntaxError where the source is no expression, is too long or is nested too deeply.
 */
export function parse(source: string): Expr {
  if (source.length > MAX_SOURCE_LENGTH) {
    throw new CelSyntaxError(
      `The expression is longer than ${MAX_SOURCE_LENGTH} characters; split it`,
      MAX_SOURCE_LENGTH,
    );
  }
  const tokens = scan(source);
  preflight(tokens, source.length);
  const { text, quoted } = sanitise(source, tokens);
  try {
    const parsed = parseProto(text);
    return new Converter(text, parsed.sourceInfo!, quoted).convert(parsed.expr);
  } catch (error) {
    throw syntaxError(error);
  }
}

/**
 * The same text at the same offsets, with comments blanked and names in backquotes replaced by plain ones: the parser
 * takes neither comments on consecutive lines nor backquotes.
 */
function sanitise(source: string, tokens: readonly Token[]): { text: string; quoted: Map<number, string> } {
  const quoted = new Map<number, string>();
  const parts: string[] = [];
  let end = 0;
  for (const token of tokens) {
    if (token.start > end) parts.push(source.slice(end, token.start).replace(/[^\n]/g, " "));
    if (token.kind === "quoted") {
      quoted.set(token.start, token.text.slice(1, -1));
      parts.push("_".repeat(token.text.length));
    } else parts.push(token.text);
    end = token.end;
  }
  parts.push(" ".repeat(source.length - end));
  return { text: parts.join(""), quoted };
}

/** The parser's own errors carry a location; anything it says that the preflight did not is passed on in its words. */
function syntaxError(error: unknown): CelSyntaxError {
  if (error instanceof CelSyntaxError) return error;
  if (error instanceof RangeError && /stack/i.test(error.message)) {
    return new CelSyntaxError(`More than ${MAX_DEPTH} operations inside each other; split the condition`, 0);
  }
  const located = error as { message?: string; location?: { start?: { offset?: number } } };
  const message = String(located.message ?? error).replace(/^<input>:\d+:\d+: /, "");
  return new CelSyntaxError(message.slice(0, 200), located.location?.start?.offset ?? 0);
}
