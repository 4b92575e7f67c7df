import { CelSyntaxError } from "../syntax-error.js";
import { KEYWORDS, RESERVED } from "./reserved.js";
import type { Token } from "./scan.js";

/** Brackets and conditionals may be nested this deep: both the parser and the compiled closures use the host's stack. */
export const MAX_NESTING = 64;

type Open = {
  readonly what: "group" | "call" | "list" | "index" | "map" | "struct" | "?";
  readonly token: Token;
  key: boolean;
};
type Expect = "operand" | "operator" | "field";

const BINARY = new Set(["&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "in"]);
const CLOSER: Record<string, string> = {
  group: ")",
  call: ")",
  list: "]",
  index: "]",
  map: "}",
  struct: "}",
  "?": ":",
};

/**
 * Walks the tokens once with a stack of open brackets and finds the first one that cannot stand where it is.
 *
 * The grammar is an operator grammar, so that knowing whether an operand or an operator is due says it exactly; the
 * parser proper backtracks and would point at the start of the innermost phrase instead.
 *
 * @throws CelSyntaxError with what is wrong and what was expected.
 */
export function preflight(tokens: readonly Token[], sourceLength: number): void {
  const open: Open[] = [];
  let expect: Expect = "operand";
  let conditionals = 0;
  const push = (what: Open["what"], token: Token): void => {
    open.push({ what, token, key: what === "map" || what === "struct" });
    if (open.length > MAX_NESTING) {
      throw new CelSyntaxError(`Nested deeper than ${MAX_NESTING} levels; split the condition`, token.start);
    }
  };
  const top = (): Open | undefined => open[open.length - 1];

  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    const previous = tokens[index - 1];
    const next = tokens[index + 1];
    const text = token.text;

    if (expect === "field") {
      if (text === "}" && top()!.what === "struct") {
        open.pop();
        expect = "operator";
      } else if ((token.kind === "ident" || token.kind === "quoted") && next?.text === ":") {
        index++;
        top()!.key = false;
        expect = "operand";
      } else throw unexpected(token, "a field name and a colon");
      continue;
    }

    if (expect === "operand") {
      if (token.kind === "number" || token.kind === "string") expect = "operator";
      else if (token.kind === "ident") {
        if (RESERVED.has(text) && !["true", "false", "null"].includes(text)) {
          throw new CelSyntaxError(`\`${text}\` is a reserved word; a value was expected here`, token.start);
        }
        expect = "operator";
      } else if (text === "." && next?.kind === "ident") {
        if (RESERVED.has(next.text)) throw new CelSyntaxError(`\`${next.text}\` is a reserved word`, next.start);
        index++;
        expect = "operator";
      } else if (text === "!" || text === "-") {
        const other = text === "!" ? "-" : "!";
        const unary = index < 2 || !isOperandEnd(tokens[index - 2]!);
        if (previous?.text === other && unary) throw unexpected(token, "parentheses around one of `!` and `-`");
      } else if (text === "(") push("group", token);
      else if (text === "[") push("list", token);
      else if (text === "{") push("map", token);
      else if (closesEmpty(top(), previous, text)) {
        open.pop();
        expect = "operator";
      } else throw unexpected(token, "a value");
      continue;
    }

    if (BINARY.has(text)) expect = "operand";
    else if (text === "?") {
      if (top()?.what === "?") throw unexpected(token, "parentheses around the inner conditional");
      if (++conditionals > MAX_NESTING) {
        throw new CelSyntaxError(`More than ${MAX_NESTING} conditionals; split the condition`, token.start);
      }
      push("?", token);
      expect = "operand";
    } else if (text === ":" && top()?.what === "?") {
      open.pop();
      expect = "operand";
    } else if (text === ":" && top()?.what === "map" && top()!.key) {
      top()!.key = false;
      expect = "operand";
    } else if (text === "," && (top()?.what === "call" || top()?.what === "list")) expect = "operand";
    else if (text === "," && (top()?.what === "map" || top()?.what === "struct") && !top()!.key) {
      top()!.key = true;
      expect = top()!.what === "map" ? "operand" : "field";
    } else if (text === ".") {
      if (next === undefined || (next.kind !== "ident" && next.kind !== "quoted")) {
        throw new CelSyntaxError("A field name must follow the dot", next?.start ?? sourceLength);
      }
      if (KEYWORDS.has(next.text)) {
        throw new CelSyntaxError(
          `\`${next.text}\` is a reserved word; write .\`${next.text}\` in backquotes`,
          next.start,
        );
      }
      index++;
    } else if ((text === "(" && previous?.kind === "ident") || text === "[") {
      push(text === "(" ? "call" : "index", token);
      expect = "operand";
    } else if (text === "{" && previous?.kind === "ident") {
      push("struct", token);
      expect = "field";
    } else if (top() !== undefined && CLOSER[top()!.what] === text && !(top()!.what === "map" && top()!.key)) {
      open.pop();
    } else throw afterOperand(token, top());
  }

  const unclosed = top();
  if (unclosed !== undefined) {
    throw new CelSyntaxError(
      `\`${unclosed.token.text}\` is not closed: a \`${CLOSER[unclosed.what]}\` is missing`,
      unclosed.token.start,
    );
  }
  if (expect !== "operator") throw new CelSyntaxError("The expression ends too soon: a value is missing", sourceLength);
}

function isOperandEnd(token: Token): boolean {
  return token.kind !== "punctuation" || token.text === ")" || token.text === "]" || token.text === "}";
}

/** `()` of a call, `[]`, `{}`, and the trailing comma that lists and maps allow. */
function closesEmpty(top: Open | undefined, previous: Token | undefined, text: string): boolean {
  if (top === undefined || previous === undefined || CLOSER[top.what] !== text) return false;
  if (top.what === "call") return previous === top.token;
  if (top.what === "list" || top.what === "map") return previous === top.token || previous.text === ",";
  return false;
}

function unexpected(token: Token, wanted: string): CelSyntaxError {
  return new CelSyntaxError(`Found \`${token.text}\` where ${wanted} was expected`, token.start);
}

function afterOperand(token: Token, top: Open | undefined): CelSyntaxError {
  if (token.text === ")" || token.text === "]" || token.text === "}") {
    const message =
      top === undefined
        ? `\`${token.text}\` closes nothing`
        : `Found \`${token.text}\` where the \`${top.token.text}\` at offset ${top.token.start} wants \`${CLOSER[top.what]}\``;
    return new CelSyntaxError(message, token.start);
  }
  const hint =
    { and: " (write && for “and”)", or: " (write || for “or”)", not: " (write ! for “not”)" }[token.text] ?? "";
  return unexpected(token, `an operator such as && or ==${hint}`);
}
