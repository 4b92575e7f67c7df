import type { Meter } from "../runtime/frame.js";
import { MAX_VALUE_DEPTH } from "../runtime/budget.js";
import { keysUnits } from "../stdlib/units.js";
import { fromDyn, isJsonObject, type JsonObject, mapGet, mapHas, mapKeys, mapSize } from "./access.js";
import { compareBytes } from "./bytes.js";
import { CelDuration } from "./duration.js";
import { CelMap } from "./map.js";
import { CelMessage } from "./message.js";
import { compareNumbers, numericValue } from "./numeric.js";
import { CelTimestamp } from "./timestamp.js";
import { CelTypeValue } from "./type-value.js";

/**
 * Equality of the specification: values of different types are unequal, numbers compare across types, NaN equals
 * nothing.
 *
 * Charges the meter for every element: shared structure can make two small lists take exponential time, and a fact can be
 * nested deeper than the stack. When the budget runs out the answer means nothing and the caller must return the budget
 * error.
 */
export function valuesEqual(a: unknown, b: unknown, meter: Meter, depth = 0): boolean {
  if (typeof a === "string") {
    if (typeof b !== "string" || a.length !== b.length) return false;
    meter.charge(a.length >> 6);
    return a === b;
  }
  if (typeof a === "boolean" || a === null) return a === b;
  const x = numericValue(a);
  if (x !== undefined) {
    const y = numericValue(b);
    return y !== undefined && compareNumbers(x, y) === 0;
  }
  if (Array.isArray(a)) return Array.isArray(b) && listsEqual(a, b, meter, depth);
  if (a instanceof Uint8Array)
    return b instanceof Uint8Array && meter.charge(a.length >> 4) && compareBytes(a, b) === 0;
  if (a instanceof CelTimestamp) return b instanceof CelTimestamp && a.seconds === b.seconds && a.nanos === b.nanos;
  if (a instanceof CelDuration) return b instanceof CelDuration && a.seconds === b.seconds && a.nanos === b.nanos;
  if (a instanceof CelTypeValue) return b instanceof CelTypeValue && a.name === b.name;
  if (a instanceof CelMessage) return b instanceof CelMessage && a.typeName === b.typeName && a.adapter.equals(a, b);
  if (a instanceof CelMap || isJsonObject(a))
    return (b instanceof CelMap || isJsonObject(b)) && mapsEqual(a, b, meter, depth);
  return false;
}

function listsEqual(a: readonly unknown[], b: readonly unknown[], meter: Meter, depth: number): boolean {
  if (depth > MAX_VALUE_DEPTH) return meter.charge(Infinity);
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) {
    if (!meter.charge(4) || !valuesEqual(fromDyn(a[index]), fromDyn(b[index]), meter, depth + 1)) return false;
  }
  return true;
}

type AnyMap = CelMap | JsonObject;

function mapsEqual(a: AnyMap, b: AnyMap, meter: Meter, depth: number): boolean {
  if (depth > MAX_VALUE_DEPTH) return meter.charge(Infinity);
  const keys = mapKeys(a);
  if (!meter.charge(keysUnits(keys.length)) || keys.length !== mapSize(b) || !meter.charge(keysUnits(keys.length)))
    return false;
  for (const key of keys) {
    if (!meter.charge(16) || !mapHas(b, key) || !valuesEqual(mapGet(a, key), mapGet(b, key), meter, depth + 1))
      return false;
  }
  return true;
}
