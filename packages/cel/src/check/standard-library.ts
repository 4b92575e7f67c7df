import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  param,
  STRING,
  TIMESTAMP,
  TYPE,
  type Type,
  UINT,
} from "../types.js";

/** One form of a function: a method where `receiver` is set. Equal parameter names stand for equal types. */
export interface Signature {
  readonly name: string;
  readonly receiver?: Type;
  readonly params: readonly Type[];
  readonly result: Type;
}

const A = param("A");
const B = param("B");
const LIST_A = listOf(A);
const MAP_AB = mapOf(A, B);
const NUMBERS: readonly Type[] = [INT, UINT, DOUBLE];

function fn(name: string, params: readonly Type[], result: Type): Signature {
  return { name, params, result };
}
function method(name: string, receiver: Type, params: readonly Type[], result: Type): Signature {
  return { name, receiver, params, result };
}
/** The same binary operator over each of several types, giving that type. */
function over(name: string, types: readonly Type[]): Signature[] {
  return types.map((type) => fn(name, [type, type], type));
}
/** Numbers of different kinds compare by their mathematical value. */
function mixed(name: string, shape: (left: Type, right: Type) => readonly Type[]): Signature[] {
  return NUMBERS.flatMap((left) =>
    NUMBERS.filter((right) => right !== left).map((right) => fn(name, shape(left, right), BOOL)),
  );
}
function ordering(name: string): Signature[] {
  const same = [...NUMBERS, STRING, BYTES, BOOL, TIMESTAMP, DURATION].map((type) => fn(name, [type, type], BOOL));
  return [...same, ...mixed(name, (left, right) => [left, right])];
}
function equality(name: string): Signature[] {
  return [fn(name, [A, A], BOOL), ...mixed(name, (left, right) => [left, right])];
}
function conversions(name: string, from: readonly Type[], result: Type): Signature[] {
  return from.map((type) => fn(name, [type], result));
}
/** A part of a timestamp, in UTC or in the time zone given. */
function calendar(name: string): Signature[] {
  return [method(name, TIMESTAMP, [], INT), method(name, TIMESTAMP, [STRING], INT)];
}

/**
 * Every function, operator and method of the CEL standard library and of its string extension.
 * Source: cel-spec, doc/langdef.md (standard definitions) and doc/extensions/strings.md.
 */
export const STANDARD_LIBRARY: readonly Signature[] = [
  fn("_&&_", [BOOL, BOOL], BOOL),
  fn("_||_", [BOOL, BOOL], BOOL),
  fn("!_", [BOOL], BOOL),
  fn("_?_:_", [BOOL, A, A], A),
  ...equality("_==_"),
  ...equality("_!=_"),
  ...["_<_", "_<=_", "_>_", "_>=_"].flatMap(ordering),
  fn("@in", [A, LIST_A], BOOL),
  fn("@in", [A, MAP_AB], BOOL),
  ...mixed("@in", (left, right) => [left, listOf(right)]),
  fn("_[_]", [LIST_A, INT], A),
  fn("_[_]", [MAP_AB, A], B),

  ...over("_+_", [INT, UINT, DOUBLE, STRING, BYTES, LIST_A, DURATION]),
  fn("_+_", [TIMESTAMP, DURATION], TIMESTAMP),
  fn("_+_", [DURATION, TIMESTAMP], TIMESTAMP),
  ...over("_-_", [INT, UINT, DOUBLE, DURATION]),
  fn("_-_", [TIMESTAMP, TIMESTAMP], DURATION),
  fn("_-_", [TIMESTAMP, DURATION], TIMESTAMP),
  ...over("_*_", NUMBERS),
  ...over("_/_", NUMBERS),
  ...over("_%_", [INT, UINT]),
  fn("-_", [INT], INT),
  fn("-_", [DOUBLE], DOUBLE),

  ...[STRING, BYTES, LIST_A, MAP_AB].flatMap((type) => [fn("size", [type], INT), method("size", type, [], INT)]),
  method("contains", STRING, [STRING], BOOL),
  method("startsWith", STRING, [STRING], BOOL),
  method("endsWith", STRING, [STRING], BOOL),
  fn("matches", [STRING, STRING], BOOL),
  method("matches", STRING, [STRING], BOOL),

  ...conversions("bool", [BOOL, STRING], BOOL),
  ...conversions("bytes", [BYTES, STRING], BYTES),
  ...conversions("double", [...NUMBERS, STRING], DOUBLE),
  ...conversions("int", [...NUMBERS, STRING, TIMESTAMP, DURATION], INT),
  ...conversions("uint", [...NUMBERS, STRING], UINT),
  ...conversions("string", [STRING, BOOL, ...NUMBERS, BYTES, TIMESTAMP, DURATION], STRING),
  ...conversions("timestamp", [TIMESTAMP, STRING, INT], TIMESTAMP),
  ...conversions("duration", [DURATION, STRING], DURATION),
  fn("dyn", [A], DYN),
  fn("type", [A], TYPE),

  ...["getFullYear", "getMonth", "getDayOfYear", "getDayOfMonth", "getDate", "getDayOfWeek"].flatMap(calendar),
  ...["getHours", "getMinutes", "getSeconds", "getMilliseconds"].flatMap((name) => [
    ...calendar(name),
    method(name, DURATION, [], INT),
  ]),

  method("charAt", STRING, [INT], STRING),
  ...["indexOf", "lastIndexOf"].flatMap((name) => [
    method(name, STRING, [STRING], INT),
    method(name, STRING, [STRING, INT], INT),
  ]),
  method("lowerAscii", STRING, [], STRING),
  method("upperAscii", STRING, [], STRING),
  method("replace", STRING, [STRING, STRING], STRING),
  method("replace", STRING, [STRING, STRING, INT], STRING),
  method("split", STRING, [STRING], listOf(STRING)),
  method("split", STRING, [STRING, INT], listOf(STRING)),
  method("substring", STRING, [INT], STRING),
  method("substring", STRING, [INT, INT], STRING),
  method("trim", STRING, [], STRING),
  method("join", listOf(STRING), [], STRING),
  method("join", listOf(STRING), [STRING], STRING),
  method("format", STRING, [listOf(DYN)], STRING),
  fn("strings.quote", [STRING], STRING),
];

/** Names that denote types in expressions, such as `type(x) == int`. */
export const TYPE_NAMES: ReadonlySet<string> = new Set([
  "bool",
  "bytes",
  "double",
  "dyn",
  "int",
  "list",
  "map",
  "null_type",
  "string",
  "type",
  "uint",
  "google.protobuf.Duration",
  "google.protobuf.Timestamp",
]);

/** Well-known messages that a literal may build, and what each one is as a value; wrappers may be compared with null. */
export const WELL_KNOWN_MESSAGES: Readonly<Record<string, Type>> = {
  "google.protobuf.Any": DYN,
  "google.protobuf.BoolValue": DYN,
  "google.protobuf.BytesValue": DYN,
  "google.protobuf.DoubleValue": DYN,
  "google.protobuf.Duration": DURATION,
  "google.protobuf.FloatValue": DYN,
  "google.protobuf.Int32Value": DYN,
  "google.protobuf.Int64Value": DYN,
  "google.protobuf.ListValue": listOf(DYN),
  "google.protobuf.StringValue": DYN,
  "google.protobuf.Struct": mapOf(STRING, DYN),
  "google.protobuf.Timestamp": TIMESTAMP,
  "google.protobuf.UInt32Value": DYN,
  "google.protobuf.UInt64Value": DYN,
  "google.protobuf.Value": DYN,
};

/** How each macro is written, for hints. */
export const MACRO_USAGE: Readonly<Record<string, string>> = {
  all: "values.all(v, condition)",
  bind: "cel.bind(name, value, expression)",
  exists: "values.exists(v, condition)",
  exists_one: "values.exists_one(v, condition)",
  existsOne: "values.existsOne(i, v, condition)",
  filter: "values.filter(v, condition)",
  has: "has(value.field)",
  map: "values.map(v, expression)",
  transformList: "values.transformList(i, v, expression)",
  transformMap: "values.transformMap(k, v, expression)",
  transformMapEntry: "values.transformMapEntry(k, v, {key: value})",
};
