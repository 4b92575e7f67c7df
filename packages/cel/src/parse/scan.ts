import { CelSyntaxError } from "../syntax-error.js";

export type TokenKind = "ident" | "quoted" | "number" | "string" | "punctuation";

/** One lexical token: `source.slice(start, end) === text`. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const SPACE = /[\t\n\f\r ]+/y;
const COMMENT = /\/\/[^\r\n]*/y;
const STRING_START = /(?:[rR][bB]?|[bB][rR]?)?("""|'''|"|')/y;
const ESCAPE = /\\(?:[abfnrtv"'`?\\]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})/y;
const IDENT = /[_a-zA-Z][_a-zA-Z0-9]*/y;
const QUOTED = /`[a-zA-Z0-9_.\-/ ]+`/y;
const NUMBER = /0[xX][0-9a-fA-F]+[uU]?|(?:[0-9]+\.[0-9]+|\.[0-9]+|[0-9]+)(?:[eE][+-]?[0-9]+)?[uU]?/y;
const PUNCTUATION = /&&|\|\||==|!=|<=|>=|[-+*/%<>!?:,.()[\]{}]/y;

function matchAt(pattern: RegExp, source: string, index: number): string | undefined {
  pattern.lastIndex = index;
  return pattern.exec(source)?.[0];
}

/** End of the string literal whose opening quote ends at `from`. */
function stringEnd(source: string, from: number, quote: string, raw: boolean, start: number): number {
  for (let index = from; index < source.length; index++) {
    const char = source[index]!;
    if (char === "\\" && !raw) index++;
    else if (char === quote[0] && source.startsWith(quote, index)) return index + quote.length;
    else if (quote.length === 1 && (char === "\n" || char === "\r")) break;
  }
  throw new CelSyntaxError(`This string is not closed: add ${quote} at its end`, start);
}

/** People write patterns with the backslashes they know; without this the parser would blame the whole string. */
function checkEscapes(source: string, from: number, to: number): void {
  for (let index = source.indexOf("\\", from); index !== -1 && index < to; index = source.indexOf("\\", index)) {
    const escape = matchAt(ESCAPE, source, index);
    if (escape === undefined) {
      const shown = source.slice(index, index + 2);
      throw new CelSyntaxError(
        `\`${shown}\` is no escape; write \`\\${shown}\`, or a raw string such as r"\\d+"`,
        index,
      );
    }
    index += escape.length;
  }
}

/**
 * Splits a source into tokens; white space and comments are left out.
 *
 * @throws CelSyntaxError for a character that no token starts with and for a string that is not closed.
 */
export function scan(source: string): Token[] {
  const tokens: Token[] = [];
  let index = 0;
  while (index < source.length) {
    const skipped = matchAt(SPACE, source, index) ?? matchAt(COMMENT, source, index);
    if (skipped !== undefined) {
      index += skipped.length;
      continue;
    }
    const token = nextToken(source, index);
    tokens.push(token);
    index = token.end;
  }
  return tokens;
}

function nextToken(source: string, start: number): Token {
  const opening = matchAt(STRING_START, source, start);
  if (opening !== undefined) {
    const prefix = /^[a-zA-Z]*/.exec(opening)![0];
    const quote = opening.slice(prefix.length);
    const end = stringEnd(source, start + opening.length, quote, /r/i.test(prefix), start);
    if (!/r/i.test(prefix)) checkEscapes(source, start + opening.length, end - quote.length);
    return { kind: "string", text: source.slice(start, end), start, end };
  }
  const attempts: [TokenKind, RegExp][] = [
    ["ident", IDENT],
    ["quoted", QUOTED],
    ["number", NUMBER],
    ["punctuation", PUNCTUATION],
  ];
  for (const [kind, pattern] of attempts) {
    const text = matchAt(pattern, source, start);
    if (text !== undefined) return { kind, text, start, end: start + text.length };
  }
  const char = String.fromCodePoint(source.codePointAt(start)!);
  const hint = { "=": "; write == to compare", "&": "; write && for “and”", "|": "; write || for “or”" }[char] ?? "";
  throw new CelSyntaxError(`The character ${JSON.stringify(char)} has no meaning here${hint}`, start);
}
