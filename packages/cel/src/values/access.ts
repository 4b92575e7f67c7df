import { CelDouble } from "./double.js";
import { CelDuration } from "./duration.js";
import { intFromBigInt } from "./int.js";
import { CelMap } from "./map.js";
import { CelMessage } from "./message.js";
import { CelTimestamp } from "./timestamp.js";
import { CelTypeValue } from "./type-value.js";
import { CelUint } from "./uint.js";
import { CelError } from "./error.js";

export type JsonObject = Readonly<Record<string, unknown>>;

/** True for the JSON objects of facts, which expressions see as maps with string keys. */
export function isJsonObject(value: unknown): value is JsonObject {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(
      value instanceof CelDouble ||
      value instanceof CelMap ||
      value instanceof CelUint ||
      value instanceof CelTimestamp ||
      value instanceof CelDuration ||
      value instanceof Uint8Array ||
      value instanceof CelTypeValue ||
      value instanceof CelMessage ||
      value instanceof CelError
    )
  );
}

/** A JSON value whose type is not declared: integral numbers are ints, others doubles. Values of expressions pass as they are. */
export function fromDyn(value: unknown): unknown {
  if (typeof value === "number") return Number.isSafeInteger(value) ? value + 0 : new CelDouble(value);
  if (typeof value === "bigint") return intFromBigInt(value);
  return value === undefined ? null : value;
}

/** The keys of a map of either kind. */
export function mapKeys(value: CelMap | JsonObject): unknown[] {
  return value instanceof CelMap ? Array.from(value.entries(), (entry) => entry[0]) : Object.keys(value);
}

export function mapSize(value: CelMap | JsonObject): number {
  return value instanceof CelMap ? value.size : Object.keys(value).length;
}

/** The value at a key, or undefined where there is none. JSON objects have string keys only. */
export function mapGet(value: CelMap | JsonObject, key: unknown): unknown {
  if (value instanceof CelMap) return value.get(key);
  return typeof key === "string" && Object.hasOwn(value, key) ? fromDyn(value[key]) : undefined;
}

export function mapHas(value: CelMap | JsonObject, key: unknown): boolean {
  if (value instanceof CelMap) return value.has(key);
  return typeof key === "string" && Object.hasOwn(value, key) && value[key] !== undefined;
}
