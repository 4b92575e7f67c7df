import type { Frame } from "../runtime/frame.js";
import type { Type } from "../types.js";
import { fromDyn, isJsonObject } from "../values/access.js";
import { CelDouble } from "../values/double.js";
import { CelDuration, parseDuration } from "../values/duration.js";
import { CelError } from "../values/error.js";
import { intFromBigInt } from "../values/int.js";
import { CelMap } from "../values/map.js";
import { CelTimestamp, parseTimestamp } from "../values/timestamp.js";
import { CelUint, uintFromBigInt } from "../values/uint.js";

/** Makes a value of a JSON fact that is there (not undefined), or an error where it has not the declared type. */
export type FactConverter = (raw: unknown, frame: Frame) => unknown;

function mismatch(wanted: string, raw: unknown): CelError {
  const found = raw === null ? "null" : Array.isArray(raw) ? "a list" : typeof raw;
  return new CelError("EH_CEL_FACT_TYPE", `The fact should be ${wanted} but is ${found}`);
}

const toInt: FactConverter = (raw) => {
  if (Number.isSafeInteger(raw)) return raw;
  return typeof raw === "bigint" ? intFromBigInt(raw) : mismatch("an integer", raw);
};
const toUint: FactConverter = (raw) => {
  if (raw instanceof CelUint) return raw;
  return Number.isSafeInteger(raw) || typeof raw === "bigint"
    ? uintFromBigInt(BigInt(raw as number))
    : mismatch("an unsigned integer", raw);
};
const toDouble: FactConverter = (raw) => {
  if (typeof raw === "number") return new CelDouble(raw);
  return raw instanceof CelDouble ? raw : mismatch("a number", raw);
};
const toText: FactConverter = (raw) => (typeof raw === "string" ? raw : mismatch("a string", raw));
const toBool: FactConverter = (raw) => (typeof raw === "boolean" ? raw : mismatch("true or false", raw));
const toBytes: FactConverter = (raw) => (raw instanceof Uint8Array ? raw : mismatch("bytes", raw));
const toTimestamp: FactConverter = (raw) => {
  if (typeof raw === "string") return parseTimestamp(raw);
  return raw instanceof CelTimestamp ? raw : mismatch("a timestamp", raw);
};
const toDuration: FactConverter = (raw) => {
  if (typeof raw === "string") return parseDuration(raw);
  return raw instanceof CelDuration ? raw : mismatch("a duration", raw);
};
const toObject: FactConverter = (raw) =>
  typeof raw === "object" && raw !== null && !Array.isArray(raw) ? raw : mismatch("an object", raw);
const asIs: FactConverter = (raw) => raw;

/** True where the JSON form and the value of a type differ, so that lists of it must be converted element by element. */
export function differsFromJson(type: Type): boolean {
  switch (type.kind) {
    case "double":
    case "uint":
    case "timestamp":
    case "duration":
      return true;
    case "list":
      return differsFromJson(type.element);
    case "map":
      return differsFromJson(type.value);
    default:
      return false;
  }
}

function listConverter(element: Type): FactConverter {
  const convert = factConverter(element);
  const deep = differsFromJson(element);
  return (raw, frame) => {
    if (!Array.isArray(raw)) return mismatch("a list", raw);
    if (!deep) return raw as unknown;
    if (!frame.charge(raw.length * 8)) return frame.overBudget(-1);
    const values: unknown[] = [];
    for (const one of raw as readonly unknown[]) {
      const value = convert(one, frame);
      if (value instanceof CelError) return value;
      values.push(value);
    }
    return values;
  };
}

function mapConverter(type: Type): FactConverter {
  const convert = factConverter(type);
  const deep = differsFromJson(type);
  return (raw, frame) => {
    if (raw instanceof CelMap) return raw;
    if (!isJsonObject(raw)) return mismatch("an object", raw);
    if (!deep) return raw;
    const keys = Object.keys(raw);
    if (!frame.charge(keys.length * 16)) return frame.overBudget(-1);
    const map = new CelMap();
    for (const key of keys) {
      const value = convert(raw[key], frame);
      if (value instanceof CelError) return value;
      map.add(key, value);
    }
    return map;
  };
}

/** How to read a JSON fact of a declared type. */
export function factConverter(type: Type): FactConverter {
  switch (type.kind) {
    case "int":
      return toInt;
    case "uint":
      return toUint;
    case "double":
      return toDouble;
    case "string":
      return toText;
    case "bool":
      return toBool;
    case "bytes":
      return toBytes;
    case "timestamp":
      return toTimestamp;
    case "duration":
      return toDuration;
    case "list":
      return listConverter(type.element);
    case "map":
      return mapConverter(type.value);
    case "struct":
      return toObject;
    case "opaque":
      return asIs;
    default:
      return fromDyn;
  }
}

/** The empty value of a type, for absent fields declared `default`. */
export function emptyValue(type: Type): unknown {
  switch (type.kind) {
    case "int":
      return 0;
    case "uint":
      return new CelUint(0n);
    case "double":
      return new CelDouble(0);
    case "string":
      return "";
    case "bool":
      return false;
    case "bytes":
      return new Uint8Array(0);
    case "timestamp":
      return new CelTimestamp(0);
    case "duration":
      return new CelDuration(0);
    case "list":
      return Object.freeze([]);
    case "map":
    case "struct":
      return Object.freeze({});
    default:
      return null;
  }
}
