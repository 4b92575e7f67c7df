import { type TUnsafe, Type } from "typebox";

/** A string that is one of a list: an `enum` in JSON Schema, a union of literals in TypeScript. */
export function oneOf<const T extends readonly string[]>(values: T): TUnsafe<T[number]> {
  return Type.Unsafe<T[number]>({ type: "string", enum: [...values] });
}
