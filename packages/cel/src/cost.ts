import type { Call, Expr, Literal, Macro } from "./ast.js";
import { isHostFunction } from "./check/functions.js";
import type { Signature } from "./check/standard-library.js";
import { qualifiedName } from "./check/names.js";
import { walk } from "./check/walk.js";
import { differsFromJson } from "./compile/convert-fact.js";
import type { Env, FunctionDecl } from "./env.js";
import {
  anything,
  collection,
  type DeclaredSizes,
  DEFAULT_TEXT_SIZE,
  elementOf,
  type Extent,
  extentOf,
  keyOf,
  larger,
  SCALAR,
  text,
} from "./cost/extent.js";
import { standardBound } from "./cost/functions.js";
import { ENTRY_UNITS, keysUnits, LIST_UNITS } from "./stdlib/units.js";
import type { Type } from "./types.js";

/** What evaluating an expression may cost, whatever the facts are that the declared types and sizes allow. */
export interface CostEstimate {
  /** Cost units at most; Infinity where the numbers overflow. */
  readonly max: number;
  /** `costly` where any host function of that tier is called. */
  readonly tier: "cheap" | "costly";
  /** The call or loop that most of it goes into, all its repetitions together; absent where nothing stands out. */
  readonly dearest?: Expr;
}

/** What cost estimation needs of a checked tree. */
export interface CostInput {
  readonly env: Env;
  readonly types: ReadonlyMap<number, Type>;
  readonly references: ReadonlyMap<number, string>;
  readonly calls: ReadonlyMap<number, readonly Signature[]>;
}

/** Cost units of one turn of a loop, besides its body. */
const TURN = 6;
/** Cost units of reading one element of a fact whose JSON form is not its value: times, doubles. */
const CONVERSION = 16;

interface Bound {
  readonly cost: number;
  readonly extent: Extent;
}

interface Local {
  readonly name: string;
  readonly extent: Extent;
  readonly outer: Local | undefined;
}

/** The worst-case cost of a checked expression, node by node from the declared sizes; nested macros multiply. */
export function estimateCost(expr: Expr, input: CostInput): CostEstimate {
  const estimator = new Estimator(input);
  const { cost } = estimator.bound(expr, undefined);
  const max = Number.isNaN(cost) ? Infinity : Math.ceil(cost);
  const tier = estimator.costly ? "costly" : "cheap";
  const { dearest } = estimator;
  return dearest !== undefined && dearest.units > max / 3 ? { max, tier, dearest: dearest.expr } : { max, tier };
}

class Estimator {
  costly = false;
  dearest: { readonly expr: Expr; readonly units: number } | undefined;
  readonly #input: CostInput;
  /** How often the node that is looked at is evaluated at most. */
  #repeated = 1;

  constructor(input: CostInput) {
    this.#input = input;
  }

  bound(expr: Expr, locals: Local | undefined): Bound {
    switch (expr.kind) {
      case "literal":
        return { cost: 1, extent: literalExtent(expr) };
      case "ident":
        return this.#named(expr.id, expr.name, locals);
      case "select":
        return this.#select(expr, locals);
      case "call":
        return this.#call(expr, locals);
      case "list": {
        const elements = expr.elements.map((element) => this.bound(element, locals));
        return {
          cost: 2 + LIST_UNITS + elements.length + total(elements),
          extent: listExtent(elements.map((bound) => bound.extent)),
        };
      }
      case "map": {
        const keys = expr.entries.map((entry) => this.bound(entry.key, locals));
        const values = expr.entries.map((entry) => this.bound(entry.value, locals));
        const extent = collection(keys.length, cover(values), cover(keys));
        return { cost: 2 + ENTRY_UNITS * (1 + keys.length) + total(keys) + total(values), extent };
      }
      case "struct": {
        const fields = expr.fields.map((field) => this.bound(field.value, locals));
        return { cost: 8 + ENTRY_UNITS * fields.length + total(fields), extent: anything(DEFAULT_TEXT_SIZE) };
      }
      case "macro":
        return this.#macro(expr, locals);
      case "bind": {
        const value = this.bound(expr.value, locals);
        const body = this.bound(expr.body, { name: expr.name, extent: value.extent, outer: locals });
        return { cost: 1 + value.cost + body.cost, extent: body.extent };
      }
    }
  }

  #named(id: number, name: string, locals: Local | undefined): Bound {
    for (let at = locals; at !== undefined; at = at.outer) if (at.name === name) return { cost: 1, extent: at.extent };
    const { variables } = this.#input.env;
    const full = this.#input.references.get(id) ?? name;
    const cost = full.split(".").length;
    const variable = Object.hasOwn(variables, full) ? variables[full] : undefined;
    if (variable === undefined) return { cost, extent: this.#typeExtent(id) };
    return fact(cost, variable.type, variable);
  }

  #typeExtent(id: number): Extent {
    const type = this.#input.types.get(id);
    return type === undefined ? anything(DEFAULT_TEXT_SIZE) : extentOf(type);
  }

  #select(expr: Expr & { kind: "select" }, locals: Local | undefined): Bound {
    if (this.#input.references.has(expr.id)) return this.#named(expr.id, expr.field, undefined);
    const operand = this.bound(expr.operand, locals);
    const cost = 1 + operand.cost;
    if (expr.test) return { cost, extent: SCALAR };
    const owner = this.#input.types.get(expr.operand.id);
    if (owner?.kind === "struct" && Object.hasOwn(owner.fields, expr.field)) {
      const field = owner.fields[expr.field]!;
      return fact(cost + 2, field.type, field);
    }
    return { cost, extent: elementOf(operand.extent) };
  }

  #call(expr: Call, locals: Local | undefined): Bound {
    const forms = this.#input.calls.get(expr.id) ?? [];
    const namespaced =
      this.#input.references.has(expr.id) && expr.target !== undefined && qualifiedName(expr.target) !== undefined;
    const exprs = expr.target === undefined || namespaced ? expr.args : [expr.target, ...expr.args];
    const operands = exprs.map((operand) => this.bound(operand, locals));
    if (expr.fn === "_?_:_" && operands.length === 3) {
      const [condition, yes, no] = operands as [Bound, Bound, Bound];
      // A loop charges its turns for both branches, though only one is evaluated.
      const cost = 1 + condition.cost + Math.max(yes.cost, no.cost) + Math.max(sizeOf(exprs[1]!), sizeOf(exprs[2]!));
      return { cost, extent: larger(yes.extent, no.extent) };
    }
    const extents = operands.map((operand) => operand.extent);
    const host = forms.filter(isHostFunction);
    const fn = this.#input.references.get(expr.id) ?? expr.fn;
    let units = 0;
    let extent: Extent | undefined;
    if (host.length < forms.length || host.length === 0) {
      const standard = standardBound(fn, extents, exprs);
      units = standard.units;
      extent = this.#shaped(expr.id, standard.result);
    }
    for (const form of host) {
      const own = this.#host(form, extents);
      units = Math.max(units, own.cost);
      extent = extent === undefined ? own.extent : larger(extent, own.extent);
    }
    this.#spend(expr, units);
    return { cost: 1 + total(operands) + units, extent: extent ?? SCALAR };
  }

  #spend(expr: Expr, once: number): void {
    const units = once * this.#repeated;
    if (this.dearest === undefined || units > this.dearest.units) this.dearest = { expr, units };
  }

  /** Numbers and the like have size 1, whatever the function that made them may give of other types. */
  #shaped(id: number, extent: Extent): Extent {
    const kind = this.#input.types.get(id)?.kind;
    const sized = kind === undefined || ["string", "bytes", "list", "map", "dyn", "struct", "error"].includes(kind);
    return sized ? extent : SCALAR;
  }

  #host(form: FunctionDecl, extents: readonly Extent[]): Bound {
    if (form.tier === "costly") this.costly = true;
    const cost = form.maxCost(extents.map((extent) => extent.size));
    return {
      cost: Number.isNaN(cost) ? Infinity : Math.max(0, cost),
      extent: extentOf(form.result, { maxSize: form.maxResultSize }),
    };
  }

  #macro(expr: Macro, locals: Local | undefined): Bound {
    const range = this.bound(expr.range, locals);
    const turns = range.extent.size;
    const isMap = this.#input.types.get(expr.range.id)?.kind !== "list" && range.extent.key !== undefined;
    const element = elementOf(range.extent);
    const key = isMap ? keyOf(range.extent) : SCALAR;
    const dyn = this.#input.types.get(expr.range.id)?.kind === "dyn";
    const first = expr.variable2 === undefined ? (isMap ? key : element) : dyn ? element : key;
    let inner: Local = { name: expr.variable, extent: first, outer: locals };
    if (expr.variable2 !== undefined) inner = { name: expr.variable2, extent: element, outer: inner };
    const outside = this.#repeated;
    this.#repeated *= turns;
    const filter = expr.filter === undefined ? undefined : this.bound(expr.filter, inner);
    const body = this.bound(expr.body, inner);
    this.#spend(expr, TURN);
    this.#repeated = outside;
    const keys = range.extent.key !== undefined || dyn ? keysUnits(1) : 0;
    const once = TURN + keys + entryUnits(expr, body.extent) + (filter?.cost ?? 0) + body.cost;
    // 0 turns of an infinite body are NaN in arithmetic and nothing in fact.
    const loop = turns === 0 ? 0 : turns * once;
    return { cost: 2 + range.cost + loop, extent: macroExtent(expr, turns, first, body.extent) };
  }
}

/** A value read from the facts: lists and maps of times and doubles are converted when they are read. */
function fact(cost: number, type: Type, declared: DeclaredSizes): Bound {
  const extent = extentOf(type, declared);
  const converted = (type.kind === "list" || type.kind === "map") && differsFromJson(type);
  return { cost: converted ? cost + extent.total * CONVERSION : cost, extent };
}

function sizeOf(expr: Expr): number {
  let nodes = 0;
  walk(expr, () => nodes++);
  return nodes;
}

/** What one turn puts into the map that a macro builds. */
function entryUnits(expr: Macro, body: Extent): number {
  if (expr.macro === "transformMap") return ENTRY_UNITS;
  return expr.macro === "transformMapEntry" ? ENTRY_UNITS * (1 + body.size) + keysUnits(body.size) : 0;
}

function macroExtent(expr: Macro, turns: number, first: Extent, body: Extent): Extent {
  switch (expr.macro) {
    case "filter":
      return collection(turns, first);
    case "map":
    case "transformList":
      return collection(turns, body);
    case "transformMap":
      return collection(turns, body, first);
    case "transformMapEntry":
      return collection(turns * Math.max(1, body.size), elementOf(body), keyOf(body));
    default:
      return SCALAR;
  }
}

function literalExtent(literal: Literal): Extent {
  const { value } = literal;
  return typeof value === "string" || value instanceof Uint8Array ? text(value.length) : SCALAR;
}

function listExtent(elements: readonly Extent[]): Extent {
  return collection(elements.length, cover(elements.map((extent) => ({ extent }))));
}

function cover(bounds: readonly { readonly extent: Extent }[]): Extent {
  return bounds.reduce((extent, bound) => larger(extent, bound.extent), { size: 0, total: 0 } as Extent);
}

function total(bounds: readonly Bound[]): number {
  return bounds.reduce((sum, bound) => sum + bound.cost, 0);
}
