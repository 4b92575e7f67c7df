import type { ListExpr, MapExpr } from "../ast.js";
import { CelDouble } from "../values/double.js";
import { CelError } from "../values/error.js";
import { CelMap } from "../values/map.js";
import { noOverload } from "../stdlib/overload.js";
import { ENTRY_UNITS, LIST_UNITS } from "../stdlib/units.js";
import { type Closure, constant, constantOf } from "./closure.js";
import type { Compiler, Locals } from "./compiler.js";

export function compileList(compiler: Compiler, list: ListExpr, locals: Locals | undefined): Closure {
  const elements = list.elements.map((element) => compiler.compile(element, locals));
  const known = elements.map(constantOf);
  if (compiler.observer === undefined && known.every((one) => one !== undefined && !(one.value instanceof CelError))) {
    return constant(Object.freeze(known.map((one) => one!.value)));
  }
  return (frame) => {
    if (!frame.charge(LIST_UNITS + elements.length)) return frame.overBudget(list.offset);
    const values: unknown[] = [];
    for (const element of elements) {
      const value = element(frame);
      if (value instanceof CelError) return value;
      values.push(value);
    }
    return values;
  };
}

/** Adds to a map that an expression builds, or says why the key cannot be. */
export function addEntry(map: CelMap, key: unknown, value: unknown, offset: number): CelError | undefined {
  if (CelMap.canonical(key) === undefined || key instanceof CelDouble) {
    const error = noOverload("a map key", key);
    error.offset = offset;
    return error;
  }
  if (map.add(key, value)) return undefined;
  return new CelError("EH_CEL_DUPLICATE_KEY", "The map has the same key twice", offset);
}

export function compileMap(compiler: Compiler, expr: MapExpr, locals: Locals | undefined): Closure {
  const entries = expr.entries.map((entry) => ({
    key: compiler.compile(entry.key, locals),
    value: compiler.compile(entry.value, locals),
    offset: entry.key.offset,
  }));
  return (frame) => {
    if (!frame.charge(ENTRY_UNITS * (1 + entries.length))) return frame.overBudget(expr.offset);
    const map = new CelMap();
    for (const entry of entries) {
      const key = entry.key(frame);
      if (key instanceof CelError) return key;
      const value = entry.value(frame);
      if (value instanceof CelError) return value;
      const problem = addEntry(map, key, value, entry.offset);
      if (problem !== undefined) return problem;
    }
    return map;
  };
}
