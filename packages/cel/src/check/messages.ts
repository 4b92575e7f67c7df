import type { Expr } from "../ast.js";
import { format } from "../format.js";
import type { Env } from "../env.js";
import type { Problem } from "../problem.js";
import type { StructType, Type } from "../types.js";
import type { FunctionIndex } from "./functions.js";
import { MACRO_USAGE, type Signature, TYPE_NAMES } from "./standard-library.js";
import { closest, closestVariable, enumerate, synonym } from "./suggest.js";
import { callText, functionText, signatureText, typeText } from "./type-text.js";

function problem(
  code: Problem["code"],
  expr: Pick<Expr, "offset">,
  message: string,
  extra: { length?: number; suggestion?: string | undefined } = {},
): Problem {
  const { length, suggestion } = extra;
  return {
    code,
    severity: "error",
    message,
    offset: expr.offset,
    ...(length === undefined ? {} : { length }),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

/** A sub-expression as the author might recognise it, cut where it is long. */
export function excerpt(expr: Expr): string {
  const text = format(expr);
  return text.length <= 48 ? text : `${Array.from(text).slice(0, 47).join("")}…`;
}

function names(values: Iterable<string>): string {
  return enumerate([...values].toSorted().map((name) => `\`${name}\``));
}

export function unknownVariable(expr: Expr & { kind: "ident" }, env: Env, locals: readonly string[]): Problem {
  const suggestion = closestVariable(expr.name, env, locals);
  const known = [...new Set([...locals, ...Object.keys(env.variables)])];
  const exist = known.length === 0 ? "There are no variables here." : `There are ${names(known)}.`;
  const quotes = suggestion === undefined ? " A text needs quotes." : "";
  return problem("EH_CEL_UNKNOWN_VARIABLE", expr, `There is no variable \`${expr.name}\`. ${exist}${quotes}`, {
    length: expr.name.length,
    suggestion,
  });
}

export function unknownField(expr: Expr & { kind: "select" }, type: StructType): Problem {
  const fields = Object.keys(type.fields);
  const near = closest(expr.field, fields);
  const exist = fields.length === 0 ? "It has no fields at all." : `It has ${names(fields)}.`;
  return problem(
    "EH_CEL_UNKNOWN_FIELD",
    { offset: expr.nameOffset },
    `\`${excerpt(expr.operand)}\` (${type.name}) has no field \`${expr.field}\`. ${exist}`,
    { length: expr.field.length, suggestion: near },
  );
}

/** A selection on something that has no fields. */
export function noFields(expr: Expr & { kind: "select" }, type: Type, functions: FunctionIndex): Problem {
  const methods = [...functions.methods.values()]
    .flat()
    .filter((form) => form.receiver!.kind === type.kind)
    .map((form) => form.name);
  const isMethod = methods.includes(expr.field);
  let advice = "";
  if (isMethod) advice = ` \`${expr.field}\` is a method: write \`${expr.field}(…)\` with its arguments.`;
  else if (type.kind === "list") advice = " Ask its elements: `.exists(v, …)`, `.all(v, …)`, or `[0]` for the first.";
  else if (type.kind === "map") advice = " Its keys are not texts: write `[key]`.";
  else if (methods.length > 0) advice = ` It has the methods ${names(new Set(methods))}.`;
  return problem(
    "EH_CEL_UNKNOWN_FIELD",
    { offset: expr.nameOffset },
    `\`${excerpt(expr.operand)}\` is ${article(type)}, which has no field \`${expr.field}\`.${advice}`,
    { length: expr.field.length },
  );
}

/** Whether a call of no known function is probably a macro, misspelt or with the wrong arguments. */
export function isNearMacro(expr: Expr & { kind: "call" }, functions: FunctionIndex): boolean {
  if (expr.target === undefined) return Object.hasOwn(MACRO_USAGE, expr.fn) && !functions.global.has(expr.fn);
  if (functions.methods.has(expr.fn) || expr.args.length < 2) return false;
  return Object.hasOwn(
    MACRO_USAGE,
    closest(expr.fn, [...functions.methods.keys(), ...Object.keys(MACRO_USAGE)]) ?? expr.fn,
  );
}

export function unknownFunction(
  expr: Expr & { kind: "call" },
  functions: FunctionIndex,
  receiver: Type | undefined,
): Problem {
  const { fn } = expr;
  const own = receiver === undefined ? functions.global : functions.methods;
  const other = receiver === undefined ? functions.methods : functions.global;
  const what = receiver === undefined ? "function" : "method";
  let message = `There is no ${what} \`${fn}\`.`;
  let suggestion: string | undefined;
  if (Object.hasOwn(MACRO_USAGE, fn)) message = `\`${fn}\` is written as \`${MACRO_USAGE[fn]}\`.`;
  else if (other.has(fn)) {
    const forms = enumerate(
      other.get(fn)!.map((form) => `\`${signatureText(form)}\``),
      4,
    );
    message += ` There is ${forms}.`;
  } else {
    const plain = [...own.keys()].filter((name) => /^[a-z][\w.]*$/i.test(name));
    suggestion = closest(fn, [...plain, ...Object.keys(MACRO_USAGE)]) ?? synonym(fn);
    const fitting =
      receiver === undefined
        ? plain.filter((name) => !TYPE_NAMES.has(name))
        : [...functions.methods.values()]
            .flat()
            .filter((form) => fitsKind(form.receiver!, receiver))
            .map((form) => form.name);
    const unique = new Set(fitting);
    if (receiver !== undefined && receiver.kind !== "dyn" && receiver.kind !== "error") {
      message += unique.size > 0 ? ` ${capital(article(receiver))} has ${names(unique)}.` : "";
    } else if (suggestion === undefined) message += ` There are ${names(unique)}.`;
  }
  return problem("EH_CEL_UNKNOWN_FUNCTION", { offset: expr.nameOffset }, message, { length: fn.length, suggestion });
}

function fitsKind(wanted: Type, type: Type): boolean {
  if (wanted.kind === "opaque" && type.kind === "opaque") return wanted.name === type.name;
  return wanted.kind === type.kind || wanted.kind === "param";
}

export function noOverload(
  expr: Expr & { kind: "call" },
  forms: readonly Signature[],
  receiver: Type | undefined,
  args: readonly Type[],
): Problem {
  const name = functionText(expr.fn);
  const got = callText(expr.fn, receiver, args);
  const exist = OPERANDS[expr.fn] ?? formsText(forms, receiver, args);
  const hint = overloadHint(expr.fn, receiver === undefined ? args : [receiver, ...args]);
  return problem(
    "EH_CEL_NO_OVERLOAD",
    { offset: expr.nameOffset },
    `\`${name}\` cannot be used as \`${got}\`. It takes ${exist}.${hint === "" ? "" : ` ${hint}`}`,
    { length: /^\w+$/.test(name) ? name.length : /^[^\w…]+$/.test(name) && !name.includes(" ") ? name.length : 1 },
  );
}

/** What operators over many types take, in words. */
const ORDERED = "two numbers, or two texts, durations, timestamps, bools or bytes";
const OPERANDS: Readonly<Record<string, string>> = {
  "_==_": "two values of one type, or any two numbers",
  "_!=_": "two values of one type, or any two numbers",
  "_<_": ORDERED,
  "_<=_": ORDERED,
  "_>_": ORDERED,
  "_>=_": ORDERED,
  "@in": "a value and a list of its type, or a key and a map",
};

/** The forms that come closest: of the receiver's type, or with the first argument as it is. */
function formsText(forms: readonly Signature[], receiver: Type | undefined, args: readonly Type[]): string {
  const [first] = args;
  const near = forms.filter((form) => {
    if (receiver !== undefined) return fitsKind(form.receiver!, receiver);
    return first !== undefined && form.params[0]?.kind === first.kind;
  });
  const texts = new Set((near.length > 0 ? near : forms).map(signatureText));
  return enumerate(
    [...texts].map((text) => `\`${text}\``),
    6,
  );
}

const COMPARISONS: ReadonlySet<string> = new Set(["_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_"]);
const SIZED: ReadonlySet<string> = new Set(["string", "bytes", "list", "map"]);
const ORDERS: ReadonlySet<string> = new Set(["_<_", "_<=_", "_>_", "_>=_"]);

/** What the author of a call that fits no form probably wants to write. */
function overloadHint(fn: string, args: readonly Type[]): string {
  const kinds = args.map((arg) => arg.kind);
  const [first, second] = kinds;
  if (COMPARISONS.has(fn)) {
    if (kinds.includes("duration") && kinds.some((kind) => kind === "int" || kind === "string")) {
      return 'Write a length of time as `duration("24h")`.';
    }
    if (kinds.includes("timestamp") && kinds.includes("string")) {
      return 'Write a point in time as `timestamp("2030-01-31T00:00:00Z")`.';
    }
    if (ORDERS.has(fn) && kinds.some((kind) => SIZED.has(kind)) && kinds.includes("int")) {
      return "To compare how long it is, write `size(…)`.";
    }
    if (first === "list" || second === "list") return "To ask whether a list contains a value, write `value in list`.";
    if (kinds.includes("null")) return "Whether a field is there is asked with `has(value.field)`.";
    return "";
  }
  if (fn === "@in") {
    if (second === "string") return "To ask whether a text contains another, write `text.contains(part)`.";
    return "";
  }
  if (fn === "_+_" && (first === "list" || second === "list"))
    return "To add one element, put it in brackets: `list + [value]`.";
  if (fn === "_+_" && kinds.includes("string")) return "Turn the other side into text with `string(…)`.";
  if (/^_.+_$/.test(fn) && kinds.includes("int") && kinds.includes("double")) {
    return "Convert one side with `double(…)` or `int(…)`.";
  }
  if (fn === "_[_]" && first === "struct") return "Read a field with a dot: `value.field`.";
  return "";
}

/** `what` must be true or false, and is of another type. */
export function notBool(expr: Expr, what: string, type: Type): Problem {
  const text = excerpt(expr);
  const advice: Partial<Record<Type["kind"], string>> = {
    string: `Compare it, such as \`${text} == "…"\`.`,
    int: `Compare it, such as \`${text} > 0\`.`,
    uint: `Compare it, such as \`${text} > 0u\`.`,
    double: `Compare it, such as \`${text} > 0.5\`.`,
    list: `Ask about it, such as \`size(${text}) > 0\`.`,
    map: `Ask about it, such as \`size(${text}) > 0\`.`,
    duration: `Compare it, such as \`${text} < duration("24h")\`.`,
    timestamp: 'Compare it with another point in time, such as `timestamp("2030-01-31T00:00:00Z")`.',
  };
  return problem(
    "EH_CEL_NOT_BOOL",
    expr,
    `${what} must be true or false, and \`${text}\` is ${article(type)}. ${advice[type.kind] ?? "Compare it with something."}`,
  );
}

export function notACollection(expr: Expr & { kind: "macro" }, type: Type): Problem {
  const name = expr.macro === "existsOne" && expr.variable2 === undefined ? "exists_one" : expr.macro;
  const advice = type.kind === "string" ? ' Split a text first: `.split(" ")`.' : "";
  return problem(
    "EH_CEL_NOT_A_COLLECTION",
    expr.range,
    `\`${name}\` goes through a list or a map, and \`${excerpt(expr.range)}\` is ${article(type)}.${advice}`,
  );
}

export function badMap(expr: Expr, message: string): Problem {
  return problem("EH_CEL_BAD_MAP", expr, message);
}

export function unknownType(expr: Expr & { kind: "struct" }): Problem {
  return problem(
    "EH_CEL_UNKNOWN_TYPE",
    expr,
    `There is no message type \`${expr.name}\`. A condition builds lists and maps: \`{"key": value}\`.`,
    { length: expr.name.length },
  );
}

export function tooDeep(expr: Expr, limit: number): Problem {
  return problem(
    "EH_CEL_TOO_DEEP",
    expr,
    `There are more than ${limit} operations inside each other. Split the condition.`,
  );
}

function article(type: Type): string {
  const text = typeText(type);
  if (type.kind === "null") return "null";
  return /^[aeio]/i.test(text) ? `an ${text}` : `a ${text}`;
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}
