import { isArithmetic } from "../compile/fast/integers.js";
import type { Expr } from "../ast.js";
import { DYN, type Type } from "../types.js";
import type { Node } from "./node.js";

/** Variables of macros and binds around an expression, innermost first. */
interface Scope {
  readonly name: string;
  readonly parent: Scope | undefined;
}

interface Interned {
  readonly node: Node;
  /** How many scopes out the farthest variable it reads is bound; -1 if none. */
  readonly reach: number;
}

/** Finds or makes the one node of every sub-expression. Variables of macros count by position, so their names do not matter. */
export class Interner {
  readonly #byKey = new Map<string, Interned>();
  readonly #byExpr = new Map<Expr, Node>();
  readonly #typeKeys = new Map<Type, string>();

  get nodes(): number {
    return this.#byKey.size;
  }

  /** The node of an expression that was interned. */
  nodeOf(expr: Expr): Node {
    return this.#byExpr.get(expr)!;
  }

  has(expr: Expr): boolean {
    return this.#byExpr.has(expr);
  }

  intern(expr: Expr, types: ReadonlyMap<number, Type>): Node {
    return this.#visit(expr, types, undefined).node;
  }

  #visit(expr: Expr, types: ReadonlyMap<number, Type>, scope: Scope | undefined): Interned {
    const type = types.get(expr.id) ?? DYN;
    const children: Interned[] = [];
    const visit = (child: Expr, inner: Scope | undefined = scope, bound = 0): void => {
      const interned = this.#visit(child, types, inner);
      children.push(bound === 0 ? interned : { node: interned.node, reach: interned.reach - bound });
    };
    let head: string;
    let dear = false;
    let reach = -1;
    switch (expr.kind) {
      case "literal":
        head = `literal ${expr.type} ${literalKey(expr.value)}`;
        break;
      case "ident": {
        reach = expr.name.startsWith(".") ? -1 : depthOf(scope, expr.name);
        head = reach < 0 ? `ident ${expr.name}` : `local ${reach}`;
        break;
      }
      case "select":
        head = `select ${expr.test} ${expr.field}`;
        visit(expr.operand);
        break;
      case "call":
        head = `call ${expr.fn} ${expr.target !== undefined}`;
        dear = !CHEAP.has(expr.fn) && !(type.kind === "int" && isArithmetic(expr.fn));
        if (expr.target !== undefined) visit(expr.target);
        for (const arg of expr.args) visit(arg);
        break;
      case "list":
        head = "list";
        dear = true;
        for (const element of expr.elements) visit(element);
        break;
      case "map":
        head = "map";
        dear = true;
        for (const entry of expr.entries) {
          visit(entry.key);
          visit(entry.value);
        }
        break;
      case "struct":
        head = `struct ${expr.name} ${expr.fields.map((field) => field.name).join(" ")}`;
        dear = true;
        for (const field of expr.fields) visit(field.value);
        break;
      case "macro": {
        head = `macro ${expr.macro} ${expr.variable2 !== undefined} ${expr.filter !== undefined}`;
        dear = true;
        visit(expr.range);
        let inner: Scope = { name: expr.variable, parent: scope };
        if (expr.variable2 !== undefined) inner = { name: expr.variable2, parent: inner };
        const bound = expr.variable2 === undefined ? 1 : 2;
        if (expr.filter !== undefined) visit(expr.filter, inner, bound);
        visit(expr.body, inner, bound);
        break;
      }
      case "bind":
        head = "bind";
        visit(expr.value);
        visit(expr.body, { name: expr.name, parent: scope }, 1);
        break;
    }
    const key = `${head}(${children.map((child) => child.node.id).join(",")})${this.#typeKey(type)}`;
    let interned = this.#byKey.get(key);
    if (interned === undefined) {
      for (const child of children) {
        if (child.reach > reach) reach = child.reach;
        if (child.node.dear) dear = true;
      }
      // What does not change inside a loop is read again by every turn of it.
      for (const child of children) child.node.uses += reach >= 0 && child.node.closed ? 2 : 1;
      const weight = children.reduce((sum, child) => sum + child.node.weight, 1);
      const node: Node = {
        id: this.#byKey.size,
        expr,
        type,
        closed: reach < 0,
        weight,
        dear: dear || weight > 8,
        uses: 0,
        closure: undefined,
      };
      interned = { node, reach };
      this.#byKey.set(key, interned);
    }
    this.#byExpr.set(expr, interned.node);
    return interned;
  }

  #typeKey(type: Type): string {
    let key = this.#typeKeys.get(type);
    if (key === undefined) {
      key = typeKey(type);
      this.#typeKeys.set(type, key);
    }
    return key;
  }
}

/** Operators that take about as long as looking up a memo; so does arithmetic of ints. */
const CHEAP = new Set(["_&&_", "_||_", "!_", "_?_:_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "_[_]", "-_"]);

function depthOf(scope: Scope | undefined, name: string): number {
  let depth = 0;
  for (let at = scope; at !== undefined; at = at.parent, depth++) if (at.name === name) return depth;
  return -1;
}

function literalKey(value: unknown): string {
  if (value instanceof Uint8Array) return value.join(" ");
  if (typeof value === "string") return JSON.stringify(value);
  return Object.is(value, -0) ? "-0" : String(value);
}

function typeKey(type: Type): string {
  switch (type.kind) {
    case "list":
      return `list<${typeKey(type.element)}>`;
    case "map":
      return `map<${typeKey(type.key)},${typeKey(type.value)}>`;
    case "struct":
    case "opaque":
    case "param":
      return `${type.kind} ${type.name}`;
    default:
      return type.kind;
  }
}
