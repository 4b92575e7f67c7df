import type { Bind, Call, Expr, ListExpr, Macro, MapExpr, Select, StructExpr } from "../ast.js";
import type { Env } from "../env.js";
import type { Problem } from "../problem.js";
import { BOOL, BYTES, DOUBLE, DYN, INT, listOf, mapOf, NULL, STRING, TYPE, type Type, UINT } from "../types.js";
import { type FunctionIndex, functionsOf } from "./functions.js";
import * as messages from "./messages.js";
import { candidates, localNames, lookUp, qualifiedName, type Scope } from "./names.js";
import { resolveOverload } from "./overloads.js";
import { type Signature, TYPE_NAMES, WELL_KNOWN_MESSAGES } from "./standard-library.js";
import { Unifier } from "./unifier.js";

/** Depth of a tree that is still checked; parsed trees are shallower by far. */
export const MAX_CHECKED_DEPTH = 600;

const ERROR: Type = { kind: "error" };
const LITERALS = {
  int: INT,
  uint: UINT,
  double: DOUBLE,
  string: STRING,
  bytes: BYTES,
  bool: BOOL,
  null: NULL,
} as const;
const KEY_KINDS: ReadonlySet<string> = new Set(["int", "uint", "bool", "string", "dyn", "param", "error"]);
/** Operators whose operands are conditions, and what an operand is called. */
const LOGIC: Readonly<Record<string, string>> = {
  "_&&_": "Each side of `&&`",
  "_||_": "Each side of `||`",
  "!_": "What follows `!`",
};

/** Infers the type of every node of one tree, and collects what is wrong. */
export class Checker {
  readonly problems: Problem[] = [];
  /** Types by node id, still with unknowns; see `finish`. */
  readonly #types = new Map<number, Type>();
  /** Qualified names that selections and calls turned out to be: `a.b` as one variable, `strings.quote`. */
  readonly references = new Map<number, string>();
  /** The forms that each call may mean. */
  readonly calls = new Map<number, readonly Signature[]>();
  readonly #unifier = new Unifier();
  readonly #env: Env;
  readonly #container: string;
  readonly #functions: FunctionIndex;
  #depth = 0;

  constructor(env: Env, container: string) {
    this.#env = env;
    this.#container = container;
    this.#functions = functionsOf(env);
  }

  /** The types of all nodes, with nothing unknown left. */
  finish(): Map<number, Type> {
    for (const [id, type] of this.#types) this.#types.set(id, this.#unifier.resolve(type));
    return this.#types;
  }

  infer(expr: Expr, scope: Scope | undefined): Type {
    if (this.#depth > MAX_CHECKED_DEPTH) {
      this.problems.push(messages.tooDeep(expr, MAX_CHECKED_DEPTH));
      return ERROR;
    }
    this.#depth++;
    const type = this.#node(expr, scope);
    this.#depth--;
    this.#types.set(expr.id, type);
    return type;
  }

  #node(expr: Expr, scope: Scope | undefined): Type {
    switch (expr.kind) {
      case "literal":
        return LITERALS[expr.type];
      case "ident": {
        const named = lookUp(scope, expr.name) ?? this.#global(expr.id, expr.name);
        if (named !== undefined) return named;
        return this.#report(messages.unknownVariable(expr, this.#env, localNames(scope)));
      }
      case "select":
        return this.#select(expr, scope);
      case "call":
        return this.#call(expr, scope);
      case "list":
        return this.#list(expr, scope);
      case "map":
        return this.#map(expr, scope);
      case "struct":
        return this.#struct(expr, scope);
      case "macro":
        return this.#macro(expr, scope);
      case "bind":
        return this.#bind(expr, scope);
    }
  }

  #report(problem: Problem): Type {
    this.problems.push(problem);
    return ERROR;
  }

  /** What is known of a type so far: unknowns that nothing was said about count as dyn. */
  #known(type: Type): Type {
    const known = this.#unifier.shallow(type);
    return known.kind === "param" ? DYN : known;
  }

  #global(id: number, name: string): Type | undefined {
    for (const candidate of candidates(name, this.#container)) {
      const variable = Object.hasOwn(this.#env.variables, candidate) ? this.#env.variables[candidate] : undefined;
      if (variable === undefined && !TYPE_NAMES.has(candidate)) continue;
      if (candidate !== name) this.references.set(id, candidate);
      return variable?.type ?? TYPE;
    }
    return undefined;
  }

  #select(expr: Select, scope: Scope | undefined): Type {
    const qualified = qualifiedName(expr);
    if (qualified !== undefined && lookUp(scope, qualified.root) === undefined) {
      const named = this.#global(expr.id, qualified.path);
      if (named !== undefined) {
        if (!this.references.has(expr.id)) this.references.set(expr.id, qualified.path);
        return named;
      }
    }
    const operand = this.#known(this.infer(expr.operand, scope));
    const field = this.#field(expr, operand);
    return expr.test && field.kind !== "error" ? BOOL : field;
  }

  #field(expr: Select, operand: Type): Type {
    switch (operand.kind) {
      case "dyn":
      case "error":
        return operand;
      case "struct": {
        const field = Object.hasOwn(operand.fields, expr.field) ? operand.fields[expr.field] : undefined;
        return field?.type ?? this.#report(messages.unknownField(expr, operand));
      }
      case "map":
        if (this.#unifier.assignable(STRING, operand.key)) return operand.value;
        return this.#report(messages.noFields(expr, operand, this.#functions));
      default:
        return this.#report(messages.noFields(expr, operand, this.#functions));
    }
  }

  #call(expr: Call, scope: Scope | undefined): Type {
    const namespaced = this.#namespaced(expr, scope);
    if (namespaced !== undefined) {
      const args = expr.args.map((arg) => this.infer(arg, scope));
      return this.#apply(expr, namespaced, undefined, args);
    }
    const receiver = expr.target === undefined ? undefined : this.infer(expr.target, scope);
    // The variables of a misspelt macro would be unknown in its arguments: the one mistake is told once.
    if (messages.isNearMacro(expr, this.#functions)) {
      return this.#report(messages.unknownFunction(expr, this.#functions, receiver && this.#unifier.resolve(receiver)));
    }
    const args = expr.args.map((arg) => this.infer(arg, scope));
    const logic = Object.hasOwn(LOGIC, expr.fn) && expr.target === undefined ? LOGIC[expr.fn] : undefined;
    if (logic !== undefined) {
      args.forEach((arg, index) => this.#demandBool(expr.args[index]!, arg, logic));
      return BOOL;
    }
    if (expr.fn === "_?_:_" && args.length === 3) return this.#conditional(expr, args);
    const table = receiver === undefined ? this.#functions.global : this.#functions.methods;
    const name = receiver === undefined ? this.#globalFunction(expr) : expr.fn;
    const forms = table.get(name);
    if (forms !== undefined) return this.#apply(expr, forms, receiver, args);
    if (receiver !== undefined && this.#known(receiver).kind === "error") return ERROR;
    return this.#report(messages.unknownFunction(expr, this.#functions, receiver && this.#unifier.resolve(receiver)));
  }

  /** `strings.quote(x)`: what looks like a receiver is part of the function's name. */
  #namespaced(expr: Call, scope: Scope | undefined): readonly Signature[] | undefined {
    const qualified = expr.target === undefined ? undefined : qualifiedName(expr.target);
    if (qualified === undefined || lookUp(scope, qualified.root) !== undefined) return undefined;
    for (const name of candidates(`${qualified.path}.${expr.fn}`, this.#container)) {
      const forms = this.#functions.global.get(name);
      if (forms === undefined) continue;
      this.references.set(expr.id, name);
      return forms;
    }
    return undefined;
  }

  #globalFunction(expr: Call): string {
    const name = candidates(expr.fn, this.#container).find((candidate) => this.#functions.global.has(candidate));
    if (name !== undefined && name !== expr.fn) this.references.set(expr.id, name);
    return name ?? expr.fn;
  }

  #apply(expr: Call, forms: readonly Signature[], receiver: Type | undefined, args: readonly Type[]): Type {
    const all = receiver === undefined ? args : [receiver, ...args];
    const resolution = resolveOverload(this.#unifier, forms, all);
    if (resolution !== undefined) {
      this.calls.set(expr.id, resolution.matches);
      return resolution.result;
    }
    const known = all.map((type) => this.#unifier.resolve(type));
    if (known.some((type) => type.kind === "error")) return ERROR;
    const rest = receiver === undefined ? known : known.slice(1);
    return this.#report(messages.noOverload(expr, forms, receiver && known[0], rest));
  }

  #conditional(expr: Call, args: readonly Type[]): Type {
    const [condition, yes, no] = args as readonly [Type, Type, Type];
    this.#demandBool(expr.args[0]!, condition, "What stands before `?`");
    if (!this.#unifier.assignable(no, yes)) {
      const known = args.map((type) => this.#unifier.resolve(type));
      return this.#report(messages.noOverload(expr, this.#functions.global.get("_?_:_")!, undefined, known));
    }
    return this.#unifier.join(yes, no);
  }

  #demandBool(expr: Expr, type: Type, what: string): void {
    if (this.#unifier.assignable(type, BOOL)) return;
    this.#report(messages.notBool(expr, what, this.#unifier.resolve(type)));
  }

  #list(expr: ListExpr, scope: Scope | undefined): Type {
    let element: Type | undefined;
    for (const child of expr.elements) {
      const type = this.infer(child, scope);
      element = element === undefined ? type : this.#unifier.join(element, type);
    }
    return listOf(element ?? this.#unifier.fresh());
  }

  #map(expr: MapExpr, scope: Scope | undefined): Type {
    let key: Type | undefined;
    let value: Type | undefined;
    for (const entry of expr.entries) {
      const keyType = this.#key(entry.key, this.infer(entry.key, scope));
      const valueType = this.infer(entry.value, scope);
      key = key === undefined ? keyType : this.#unifier.join(key, keyType);
      value = value === undefined ? valueType : this.#unifier.join(value, valueType);
    }
    return mapOf(key ?? this.#unifier.fresh(), value ?? this.#unifier.fresh());
  }

  #key(expr: Expr, type: Type): Type {
    if (KEY_KINDS.has(this.#unifier.shallow(type).kind)) return type;
    const text = `A key must be a string, int, uint or bool, and \`${messages.excerpt(expr)}\` is none of them.`;
    return this.#report(messages.badMap(expr, text));
  }

  #struct(expr: StructExpr, scope: Scope | undefined): Type {
    for (const field of expr.fields) this.infer(field.value, scope);
    for (const name of candidates(expr.name, this.#container)) {
      if (Object.hasOwn(WELL_KNOWN_MESSAGES, name)) return WELL_KNOWN_MESSAGES[name]!;
    }
    return this.#report(messages.unknownType(expr));
  }

  #macro(expr: Macro, scope: Scope | undefined): Type {
    const range = this.#known(this.infer(expr.range, scope));
    let first: Type = DYN;
    let second: Type = DYN;
    if (range.kind === "list") {
      first = expr.variable2 === undefined ? range.element : INT;
      second = range.element;
    } else if (range.kind === "map") {
      first = range.key;
      second = range.value;
    } else if (range.kind !== "dyn") {
      first = ERROR;
      second = ERROR;
      if (range.kind !== "error") this.#report(messages.notACollection(expr, range));
    }
    let inner: Scope = { name: expr.variable, type: first, outer: scope };
    if (expr.variable2 !== undefined) inner = { name: expr.variable2, type: second, outer: inner };
    if (expr.filter !== undefined) {
      this.#demandBool(expr.filter, this.infer(expr.filter, inner), `The condition of \`${expr.macro}\``);
    }
    const body = this.infer(expr.body, inner);
    return this.#comprehension(expr, first, body);
  }

  #comprehension(expr: Macro, first: Type, body: Type): Type {
    switch (expr.macro) {
      case "all":
      case "exists":
      case "existsOne":
      case "filter": {
        const name = expr.macro === "existsOne" && expr.variable2 === undefined ? "exists_one" : expr.macro;
        this.#demandBool(expr.body, body, `The condition of \`${name}\``);
        return expr.macro === "filter" ? listOf(first) : BOOL;
      }
      case "map":
      case "transformList":
        return listOf(body);
      case "transformMap":
        return mapOf(first, body);
      case "transformMapEntry": {
        const known = this.#known(body);
        if (known.kind === "map" || known.kind === "dyn" || known.kind === "error") return known;
        const text = `\`transformMapEntry\` needs an entry such as \`{key: value}\`, and \`${messages.excerpt(expr.body)}\` is none.`;
        return this.#report(messages.badMap(expr.body, text));
      }
    }
  }

  #bind(expr: Bind, scope: Scope | undefined): Type {
    const value = this.infer(expr.value, scope);
    return this.infer(expr.body, { name: expr.name, type: value, outer: scope });
  }
}
