import { CelDouble } from "./double.js";
import { CelDuration } from "./duration.js";
import { CelMessage } from "./message.js";
import { CelTimestamp } from "./timestamp.js";
import { CelUint } from "./uint.js";

/** A type as a value, such as the result of `type(1)`. */
export class CelTypeValue {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Types that an expression can name. */
export const TYPE_NAMES: ReadonlySet<string> = new Set([
  "bool",
  "bytes",
  "double",
  "google.protobuf.Duration",
  "google.protobuf.Timestamp",
  "int",
  "list",
  "map",
  "null_type",
  "string",
  "type",
  "uint",
]);

/** Name of the type of a value. */
export function typeNameOf(value: unknown): string {
  switch (typeof value) {
    case "number":
    case "bigint":
      return "int";
    case "string":
      return "string";
    case "boolean":
      return "bool";
    default:
  }
  if (value === null || value === undefined) return "null_type";
  if (value instanceof CelDouble) return "double";
  if (value instanceof CelUint) return "uint";
  if (value instanceof Uint8Array) return "bytes";
  if (Array.isArray(value)) return "list";
  if (value instanceof CelTimestamp) return "google.protobuf.Timestamp";
  if (value instanceof CelDuration) return "google.protobuf.Duration";
  if (value instanceof CelTypeValue) return "type";
  if (value instanceof CelMessage) return value.typeName;
  return "map";
}
