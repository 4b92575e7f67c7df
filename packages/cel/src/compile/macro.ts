import type { Macro } from "../ast.js";
import type { Frame } from "../runtime/frame.js";
import { noOverload } from "../stdlib/overload.js";
import { ENTRY_UNITS, keysUnits } from "../stdlib/units.js";
import { fromDyn, isJsonObject, mapGet, mapKeys } from "../values/access.js";
import { CelError, located } from "../values/error.js";
import { CelMap } from "../values/map.js";
import type { Closure } from "./closure.js";
import { addEntry } from "./collection.js";
import type { Compiler, Locals } from "./compiler.js";

/** What a macro runs over: `firsts` are elements or keys, or indices where there are two variables. */
interface Items {
  readonly size: number;
  readonly firsts: readonly unknown[];
  /** Elements or values, for the second variable. */
  readonly seconds: readonly unknown[];
}

/** What all macros share. */
interface Loop {
  readonly range: Closure;
  readonly slot: number;
  /** Slot of the second variable, or -1. */
  readonly slot2: number;
  readonly body: Closure;
  readonly filter: Closure | undefined;
  /** Units of one turn, besides what the body counts itself. */
  readonly turn: number;
  readonly offset: number;
  readonly name: string;
}

/** Comprehensions. Each turn is charged before it runs, so that no nesting of loops outlasts the budget. */
export function compileMacro(compiler: Compiler, macro: Macro, locals: Locals | undefined): Closure {
  const range = compiler.compile(macro.range, locals);
  const [slot, slot2] = compiler.newLocals(macro, macro.variable2 === undefined ? 1 : 2) as [
    number,
    number | undefined,
  ];
  let inner: Locals = { name: macro.variable, slot, parent: locals };
  if (macro.variable2 !== undefined) inner = { name: macro.variable2, slot: slot2!, parent: inner };
  const filter = macro.filter === undefined ? undefined : compiler.compile(macro.filter, inner);
  const body = compiler.compile(macro.body, inner);
  const turn = 2 + compiler.weightOf(macro.body) + (macro.filter === undefined ? 0 : compiler.weightOf(macro.filter));
  const loop: Loop = { range, slot, slot2: slot2 ?? -1, body, filter, turn, offset: macro.offset, name: macro.macro };
  switch (macro.macro) {
    case "all":
      return quantifier(loop, false);
    case "exists":
      return quantifier(loop, true);
    case "existsOne":
      return existsOne(loop);
    case "filter":
      return filtering(loop);
    case "map":
    case "transformList":
      return mapping(loop);
    case "transformMap":
      return mapBuilding(loop, (map, key, value) => addEntry(map, key, value, loop.offset));
    default:
      return mapBuilding(loop, (map, _key, value, frame) => mergeEntries(map, value, loop, frame));
  }
}

function itemsOf(frame: Frame, loop: Loop): Items | CelError {
  const range = loop.range(frame);
  if (range instanceof CelError) return range;
  if (Array.isArray(range)) {
    const list = range as readonly unknown[];
    // The indices of the two-variable forms are the loop's own counter.
    return loop.slot2 < 0
      ? { size: list.length, firsts: list, seconds: list }
      : { size: list.length, firsts: NONE, seconds: list };
  }
  if (range instanceof CelMap || isJsonObject(range)) {
    const keys = mapKeys(range);
    if (!frame.charge(keysUnits(keys.length))) return frame.overBudget(loop.offset);
    const seconds = loop.slot2 < 0 ? NONE : keys.map((key) => mapGet(range, key));
    return { size: keys.length, firsts: keys, seconds };
  }
  return located(noOverload(loop.name, range), loop.offset) as CelError;
}

const NONE: readonly unknown[] = [];

/** Puts one item into the variables and charges its turn; false once the budget is exceeded. */
function enter(frame: Frame, loop: Loop, items: Items, index: number): boolean {
  if (loop.slot2 < 0) frame.locals[loop.slot] = fromDyn(items.firsts[index]);
  else {
    frame.locals[loop.slot] = items.firsts === NONE ? index : items.firsts[index];
    frame.locals[loop.slot2] = fromDyn(items.seconds[index]);
  }
  return (frame.cost += loop.turn) <= frame.budget;
}

function notBool(loop: Loop, value: unknown): CelError {
  return value instanceof CelError ? value : (located(noOverload(loop.name, value), loop.offset) as CelError);
}

/** `exists` (decided by true) and `all` (decided by false): errors count only if no item decides. */
function quantifier(loop: Loop, decisive: boolean): Closure {
  const { body } = loop;
  return (frame) => {
    const items = itemsOf(frame, loop);
    if (items instanceof CelError) return items;
    let pending: CelError | undefined;
    for (let index = 0; index < items.size; index++) {
      if (!enter(frame, loop, items, index)) return frame.overBudget(loop.offset);
      const value = body(frame);
      if (value === decisive) return decisive;
      if (value === !decisive) continue;
      const error = notBool(loop, value);
      if (error.fatal) return error;
      pending ??= error;
    }
    return pending ?? !decisive;
  };
}

function existsOne(loop: Loop): Closure {
  const { body } = loop;
  return (frame) => {
    const items = itemsOf(frame, loop);
    if (items instanceof CelError) return items;
    let count = 0;
    for (let index = 0; index < items.size; index++) {
      if (!enter(frame, loop, items, index)) return frame.overBudget(loop.offset);
      const value = body(frame);
      if (value === true) count++;
      else if (value !== false) return notBool(loop, value);
    }
    return count === 1;
  };
}

function filtering(loop: Loop): Closure {
  const { body } = loop;
  return (frame) => {
    const items = itemsOf(frame, loop);
    if (items instanceof CelError) return items;
    const kept: unknown[] = [];
    for (let index = 0; index < items.size; index++) {
      if (!enter(frame, loop, items, index)) return frame.overBudget(loop.offset);
      const value = body(frame);
      if (value === true) kept.push(frame.locals[loop.slot]);
      else if (value !== false) return notBool(loop, value);
    }
    return kept;
  };
}

/** True, false, or the error of the guard of a `map` or `transform…` with three arguments. */
function passes(frame: Frame, loop: Loop): true | false | CelError {
  if (loop.filter === undefined) return true;
  const value = loop.filter(frame);
  return value === true || value === false ? value : notBool(loop, value);
}

function mapping(loop: Loop): Closure {
  const { body } = loop;
  return (frame) => {
    const items = itemsOf(frame, loop);
    if (items instanceof CelError) return items;
    const values: unknown[] = [];
    for (let index = 0; index < items.size; index++) {
      if (!enter(frame, loop, items, index)) return frame.overBudget(loop.offset);
      const pass = passes(frame, loop);
      if (pass === false) continue;
      if (pass !== true) return pass;
      const value = body(frame);
      if (value instanceof CelError) return value;
      values.push(value);
    }
    return values;
  };
}

type AddResult = (map: CelMap, key: unknown, value: unknown, frame: Frame) => CelError | undefined;

function mapBuilding(loop: Loop, add: AddResult): Closure {
  const { body } = loop;
  return (frame) => {
    const items = itemsOf(frame, loop);
    if (items instanceof CelError) return items;
    const map = new CelMap();
    for (let index = 0; index < items.size; index++) {
      if (!enter(frame, loop, items, index) || !frame.charge(ENTRY_UNITS)) return frame.overBudget(loop.offset);
      const pass = passes(frame, loop);
      if (pass === false) continue;
      if (pass !== true) return pass;
      const value = body(frame);
      if (value instanceof CelError) return value;
      const problem = add(map, frame.locals[loop.slot], value, frame);
      if (problem !== undefined) return problem;
    }
    return map;
  };
}

function mergeEntries(map: CelMap, value: unknown, loop: Loop, frame: Frame): CelError | undefined {
  if (!(value instanceof CelMap) && !isJsonObject(value)) return notBool(loop, value);
  const keys = mapKeys(value);
  if (!frame.charge(keysUnits(keys.length) + ENTRY_UNITS * keys.length)) return frame.overBudget(loop.offset);
  for (const key of keys) {
    const problem = addEntry(map, key, mapGet(value, key), loop.offset);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
