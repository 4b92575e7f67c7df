import type { Expr, Literal, Macro } from "./ast.js";
import { KEYWORDS } from "./parse/reserved.js";
import { quoteBytes, quoteString } from "./parse/quote.js";

/** How tightly a construct binds; an operand that binds less tightly needs parentheses. */
const CONDITIONAL = 1;
const OR = 2;
const AND = 3;
const RELATION = 4;
const SUM = 5;
const PRODUCT = 6;
const UNARY = 7;
const MEMBER = 8;

const INFIX: Readonly<Record<string, { text: string; level: number }>> = {
  "_==_": { text: "==", level: RELATION },
  "_!=_": { text: "!=", level: RELATION },
  "_<_": { text: "<", level: RELATION },
  "_<=_": { text: "<=", level: RELATION },
  "_>_": { text: ">", level: RELATION },
  "_>=_": { text: ">=", level: RELATION },
  "@in": { text: "in", level: RELATION },
  "_+_": { text: "+", level: SUM },
  "_-_": { text: "-", level: SUM },
  "_*_": { text: "*", level: PRODUCT },
  "_/_": { text: "/", level: PRODUCT },
  "_%_": { text: "%", level: PRODUCT },
};

/**
 * The canonical source text of a tree: one space around operators, only the parentheses that are needed, strings in
 * double quotes. Equal trees give equal text, and `parse(format(e))` is `e` again, so the text serves as identity.
 */
export function format(expr: Expr): string {
  return write(expr, 0);
}

function write(expr: Expr, around: number): string {
  const [text, level] = render(expr);
  return level < around ? `(${text})` : text;
}

function list(exprs: readonly Expr[]): string {
  return exprs.map((expr) => write(expr, 0)).join(", ");
}

function render(expr: Expr): readonly [text: string, level: number] {
  switch (expr.kind) {
    case "literal":
      return renderLiteral(expr);
    case "ident":
      return [expr.name, MEMBER];
    case "select": {
      const text = `${write(expr.operand, MEMBER)}.${fieldName(expr.field)}`;
      return [expr.test ? `has(${text})` : text, MEMBER];
    }
    case "call":
      return renderCall(expr.fn, expr.target, expr.args);
    case "list":
      return [`[${list(expr.elements)}]`, MEMBER];
    case "map":
      return [
        `{${expr.entries.map((entry) => `${write(entry.key, 0)}: ${write(entry.value, 0)}`).join(", ")}}`,
        MEMBER,
      ];
    case "struct":
      return [
        `${expr.name}{${expr.fields.map((field) => `${fieldName(field.name)}: ${write(field.value, 0)}`).join(", ")}}`,
        MEMBER,
      ];
    case "macro":
      return [renderMacro(expr), MEMBER];
    default:
      return [`cel.bind(${expr.name}, ${write(expr.value, 0)}, ${write(expr.body, 0)})`, MEMBER];
  }
}

function renderCall(fn: string, target: Expr | undefined, args: readonly Expr[]): readonly [string, number] {
  if (target !== undefined) return [`${write(target, MEMBER)}.${fn}(${list(args)})`, MEMBER];
  if (fn === "_&&_" || fn === "_||_") {
    // One chain parses to one balanced tree, so both sides print without parentheses at their own level.
    const level = fn === "_&&_" ? AND : OR;
    return [args.map((arg) => write(arg, level)).join(fn === "_&&_" ? " && " : " || "), level];
  }
  const infix = Object.hasOwn(INFIX, fn) ? INFIX[fn] : undefined;
  if (infix !== undefined && args.length === 2) {
    return [`${write(args[0]!, infix.level)} ${infix.text} ${write(args[1]!, infix.level + 1)}`, infix.level];
  }
  if (fn === "_?_:_") {
    return [`${write(args[0]!, OR)} ? ${write(args[1]!, OR)} : ${write(args[2]!, CONDITIONAL)}`, CONDITIONAL];
  }
  if (fn === "!_" || fn === "-_") {
    const operand = args[0]!;
    // `-(1)` is a negation and `-1` a literal; `!-x` is no expression.
    const bare = write(operand, MEMBER);
    const negative = operand.kind === "literal" && fn === "-_" && typeof operand.value !== "string";
    return [`${fn[0]}${negative && !bare.startsWith("(") ? `(${bare})` : bare}`, UNARY];
  }
  if (fn === "_[_]") return [`${write(args[0]!, MEMBER)}[${write(args[1]!, 0)}]`, MEMBER];
  return [`${fn}(${list(args)})`, MEMBER];
}

function renderMacro(expr: Macro): string {
  const variables = expr.variable2 === undefined ? [expr.variable] : [expr.variable, expr.variable2];
  const name = expr.macro === "existsOne" && expr.variable2 === undefined ? "exists_one" : expr.macro;
  const filter = expr.filter === undefined ? [] : [write(expr.filter, 0)];
  return `${write(expr.range, MEMBER)}.${name}(${[...variables, ...filter, write(expr.body, 0)].join(", ")})`;
}

function fieldName(name: string): string {
  return /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) && !KEYWORDS.has(name) ? name : `\`${name}\``;
}

function renderLiteral(literal: Literal): readonly [string, number] {
  const { value } = literal;
  switch (literal.type) {
    case "string":
      return [quoteString(value as string), MEMBER];
    case "bytes":
      return [quoteBytes(value as Uint8Array), MEMBER];
    case "uint":
      return [`${String(value)}u`, MEMBER];
    case "int":
      return [String(value), (value as bigint) < 0n ? UNARY : MEMBER];
    case "double":
      return [doubleText(value as number), (value as number) < 0 || Object.is(value, -0) ? UNARY : MEMBER];
    default:
      return [String(value), MEMBER];
  }
}

function doubleText(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  if (!Number.isFinite(value)) return value > 0 ? "1e999" : "-1e999";
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
