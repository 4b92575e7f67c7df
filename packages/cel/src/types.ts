/** Static types of expressions and of the facts they read. */

export type PrimitiveName =
  | "int"
  | "uint"
  | "double"
  | "string"
  | "bytes"
  | "bool"
  | "null"
  | "timestamp"
  | "duration"
  | "dyn"
  | "type"
  | "error";

export interface PrimitiveType {
  readonly kind: PrimitiveName;
}
export interface ListType {
  readonly kind: "list";
  readonly element: Type;
}
export interface MapType {
  readonly kind: "map";
  readonly key: Type;
  readonly value: Type;
}
/** A type parameter in a function's signature, such as `A` in `list(A)`. */
export interface ParamType {
  readonly kind: "param";
  readonly name: string;
}
/** A handle with methods and no fields, such as the result of `bank("…")`. */
export interface OpaqueType {
  readonly kind: "opaque";
  readonly name: string;
}
/** A JSON object with declared fields, such as `actor`. */
export interface StructType {
  readonly kind: "struct";
  readonly name: string;
  readonly fields: Readonly<Record<string, Field>>;
}
export type Type = PrimitiveType | ListType | MapType | ParamType | OpaqueType | StructType;

/** One declared field of a struct. */
export interface Field {
  readonly type: Type;
  readonly doc: string;
  /**
   * What reading the field does where the JSON object lacks it: `never` (the schema requires it), `default` (the empty
   * value of its type: "", [], {}, false, 0), or `error` (a condition must ask `has()` first; lint says so).
   * `has()` is false for an absent field in every case.
   */
  readonly absent: "never" | "default" | "error";
  /**
   * Upper bound of the size the schema accepts, for cost estimates: UTF-16 units of a text (default 512, two for each of
   * 256 characters), bytes, or elements of a list or map (default 256).
   */
  readonly maxSize?: number;
  /** The same bound for the elements of a list, or the values of a map, of texts. Default 512. */
  readonly maxElementSize?: number;
}

export const INT: PrimitiveType = { kind: "int" };
export const UINT: PrimitiveType = { kind: "uint" };
export const DOUBLE: PrimitiveType = { kind: "double" };
export const STRING: PrimitiveType = { kind: "string" };
export const BYTES: PrimitiveType = { kind: "bytes" };
export const BOOL: PrimitiveType = { kind: "bool" };
export const NULL: PrimitiveType = { kind: "null" };
export const TIMESTAMP: PrimitiveType = { kind: "timestamp" };
export const DURATION: PrimitiveType = { kind: "duration" };
export const DYN: PrimitiveType = { kind: "dyn" };
export const TYPE: PrimitiveType = { kind: "type" };

export function listOf(element: Type): ListType {
  return { kind: "list", element };
}
export function mapOf(key: Type, value: Type): MapType {
  return { kind: "map", key, value };
}
export function param(name: string): ParamType {
  return { kind: "param", name };
}
export function opaque(name: string): OpaqueType {
  return { kind: "opaque", name };
}
export function struct(name: string, fields: Readonly<Record<string, Field>>): StructType {
  return { kind: "struct", name, fields };
}
