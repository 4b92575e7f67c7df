import { decodeUtf8, encodeUtf8 } from "../values/bytes.js";
import { CelDouble, doubleToString } from "../values/double.js";
import { CelDuration, durationFrom, formatDuration, parseDuration } from "../values/duration.js";
import { INT_MAX, INT_MIN, intFromBigInt, overflow } from "../values/int.js";
import {
  CelTimestamp,
  formatTimestamp,
  MAX_TIMESTAMP_SECONDS,
  MIN_TIMESTAMP_SECONDS,
  parseTimestamp,
} from "../values/timestamp.js";
import { CelTypeValue, typeNameOf } from "../values/type-value.js";
import { CelUint, UINT_MAX, uintFromBigInt } from "../values/uint.js";
import { isInt } from "./arithmetic.js";
import { conversionError, type Implementation, type Library, type LibraryFunction, noOverload } from "./overload.js";
import { TEXT_UNITS, utf8Units } from "./units.js";

const toInt: Implementation = (_frame, a) => {
  if (isInt(a)) return a;
  if (a instanceof CelUint) return intFromBigInt(a.value);
  if (a instanceof CelDouble) {
    // The bounds themselves are refused: a double there may stand for an integer beyond them.
    if (!(a.value > Number(INT_MIN) && a.value < Number(INT_MAX))) return overflow();
    return intFromBigInt(BigInt(Math.trunc(a.value)));
  }
  if (typeof a === "string")
    return /^[+-]?\d{1,40}$/.test(a) ? intFromBigInt(BigInt(a.replace(/^\+/, ""))) : conversionError(a, "an int");
  if (a instanceof CelTimestamp) return a.seconds;
  if (a instanceof CelDuration) return a.seconds;
  return noOverload("int", a);
};

const toUint: Implementation = (_frame, a) => {
  if (a instanceof CelUint) return a;
  if (isInt(a)) return uintFromBigInt(BigInt(a));
  if (a instanceof CelDouble) {
    if (!(a.value > -1 && a.value < Number(UINT_MAX))) return overflow();
    return uintFromBigInt(BigInt(Math.trunc(a.value)));
  }
  if (typeof a === "string")
    return /^\+?\d{1,40}$/.test(a) ? uintFromBigInt(BigInt(a.replace(/^\+/, ""))) : conversionError(a, "a uint");
  return noOverload("uint", a);
};

const DOUBLE_TEXT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const SPECIAL_DOUBLES = /^([+-]?)(nan|inf|infinity)$/i;

const toDouble: Implementation = (_frame, a) => {
  if (a instanceof CelDouble) return a;
  if (isInt(a)) return new CelDouble(Number(a));
  if (a instanceof CelUint) return new CelDouble(Number(a.value));
  if (typeof a === "string") {
    if (a.length <= 400 && DOUBLE_TEXT.test(a)) return new CelDouble(Number(a));
    const special = a.length <= 9 ? SPECIAL_DOUBLES.exec(a) : null;
    if (special === null) return conversionError(a, "a double");
    if (special[2]!.toLowerCase() === "nan") return new CelDouble(NaN);
    return new CelDouble(special[1] === "-" ? -Infinity : Infinity);
  }
  return noOverload("double", a);
};

const toText: Implementation = (frame, a) => {
  if (typeof a === "string") return a;
  if (isInt(a) || typeof a === "boolean") return String(a);
  if (a instanceof CelDouble) return doubleToString(a.value);
  if (a instanceof CelUint) return String(a.value);
  if (a instanceof CelTimestamp) return formatTimestamp(a);
  if (a instanceof CelDuration) return formatDuration(a);
  if (a instanceof Uint8Array) {
    if (!frame.charge(utf8Units(a.length))) return frame.overBudget(-1);
    return decodeUtf8(a) ?? conversionError("these bytes", "a string: they are not UTF-8");
  }
  return noOverload("string", a);
};

const toBytes: Implementation = (frame, a) => {
  if (a instanceof Uint8Array) return a;
  if (typeof a !== "string") return noOverload("bytes", a);
  return frame.charge(utf8Units(a.length)) ? encodeUtf8(a) : frame.overBudget(-1);
};

const TRUE_TEXT = new Set(["1", "t", "T", "true", "TRUE", "True"]);
const FALSE_TEXT = new Set(["0", "f", "F", "false", "FALSE", "False"]);

const toBool: Implementation = (_frame, a) => {
  if (typeof a === "boolean") return a;
  if (typeof a !== "string") return noOverload("bool", a);
  return TRUE_TEXT.has(a) ? true : FALSE_TEXT.has(a) ? false : conversionError(a, "a bool");
};

const toTimestamp: Implementation = (_frame, a) => {
  if (a instanceof CelTimestamp) return a;
  if (typeof a === "string") return parseTimestamp(a);
  if (!isInt(a)) return noOverload("timestamp", a);
  if (a < MIN_TIMESTAMP_SECONDS || a > MAX_TIMESTAMP_SECONDS) return overflow();
  return new CelTimestamp(Number(a));
};

const toDuration: Implementation = (_frame, a) => {
  if (a instanceof CelDuration) return a;
  if (typeof a === "string") return parseDuration(a);
  if (isInt(a)) return durationFrom(Number(a), 0);
  return noOverload("duration", a);
};

function conversion(run: Implementation): LibraryFunction {
  return { arity: [1], style: "function", run };
}

/** A conversion that writes or reads text, which takes longer than the rest. */
function textConversion(run: Implementation): LibraryFunction {
  return conversion((frame, a, b, c, d) => (frame.charge(TEXT_UNITS) ? run(frame, a, b, c, d) : frame.overBudget(-1)));
}

/** Functions named after the type they make. */
export const CONVERSIONS: Library = {
  int: textConversion(toInt),
  uint: textConversion(toUint),
  double: textConversion(toDouble),
  string: textConversion(toText),
  bytes: conversion(toBytes),
  bool: conversion(toBool),
  timestamp: textConversion(toTimestamp),
  duration: textConversion(toDuration),
  dyn: conversion((_frame, a) => a),
  type: conversion((_frame, a) => new CelTypeValue(typeNameOf(a))),
};
