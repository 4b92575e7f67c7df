import { isInt } from "../stdlib/arithmetic.js";
import { isJsonObject } from "../values/access.js";
import { CelDouble } from "../values/double.js";
import { durationFrom } from "../values/duration.js";
import { CelError } from "../values/error.js";
import { CelMap } from "../values/map.js";
import { timestampFrom } from "../values/timestamp.js";
import { CelUint } from "../values/uint.js";

type Fields = readonly (readonly [name: string, value: unknown])[];
type Create = (fields: Fields) => unknown;

function bad(name: string, field: string): CelError {
  return new CelError("EH_CEL_NO_OVERLOAD", `${name} does not take this value for \`${field}\``);
}

/** A wrapper message such as `google.protobuf.Int64Value{value: 1}`: the value of its only field. */
function wrapper(name: string, empty: unknown, accepts: (value: unknown) => boolean): Create {
  return (fields) => {
    let result = empty;
    for (const [field, value] of fields) {
      if (field !== "value") return noField(name, field);
      if (!accepts(value)) return bad(name, field);
      result = value;
    }
    return result;
  };
}

function noField(name: string, field: string): CelError {
  return new CelError("EH_CEL_NO_SUCH_FIELD", `${name} has no field \`${field}\``);
}

function between(min: bigint, max: bigint): (value: unknown) => boolean {
  return (value) => isInt(value) && value >= min && value <= max;
}

const isDouble = (value: unknown): boolean => value instanceof CelDouble;
const isText = (value: unknown): boolean => typeof value === "string";
const isUint = (value: unknown): boolean => value instanceof CelUint;

/** `seconds` and `nanos` of a duration or timestamp. */
function moment(name: string, make: (seconds: number, nanos: number) => unknown): Create {
  return (fields) => {
    const parts = { seconds: 0, nanos: 0 };
    for (const [field, value] of fields) {
      if (field !== "seconds" && field !== "nanos") return noField(name, field);
      if (!isInt(value) || (field === "nanos" && !INT32(value))) return bad(name, field);
      parts[field] = Number(value);
    }
    return make(parts.seconds, parts.nanos);
  };
}

const VALUE_FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  null_value: (value) => value === null || value === 0,
  number_value: isDouble,
  string_value: isText,
  bool_value: (value) => typeof value === "boolean",
  struct_value: (value) => value instanceof CelMap || isJsonObject(value),
  list_value: Array.isArray,
};

const createValue: Create = (fields) => {
  let result: unknown = null;
  for (const [field, value] of fields) {
    const accepts = Object.hasOwn(VALUE_FIELDS, field) ? VALUE_FIELDS[field]! : undefined;
    if (accepts === undefined) return noField("google.protobuf.Value", field);
    if (!accepts(value)) return bad("google.protobuf.Value", field);
    result = field === "null_value" ? null : value;
  }
  return result;
};

function collection(name: string, only: string, empty: () => unknown, accepts: (value: unknown) => boolean): Create {
  return (fields) => {
    let result = empty();
    for (const [field, value] of fields) {
      if (field !== only) return noField(name, field);
      if (!accepts(value)) return bad(name, field);
      result = value;
    }
    return result;
  };
}

const INT32 = between(-(2n ** 31n), 2n ** 31n - 1n);
const NAME = "google.protobuf.";

const WELL_KNOWN: Readonly<Record<string, Create>> = {
  BoolValue: wrapper(`${NAME}BoolValue`, false, (value) => typeof value === "boolean"),
  BytesValue: wrapper(`${NAME}BytesValue`, new Uint8Array(0), (value) => value instanceof Uint8Array),
  DoubleValue: wrapper(`${NAME}DoubleValue`, new CelDouble(0), isDouble),
  FloatValue: wrapper(`${NAME}FloatValue`, new CelDouble(0), isDouble),
  Int32Value: wrapper(`${NAME}Int32Value`, 0, INT32),
  Int64Value: wrapper(`${NAME}Int64Value`, 0, isInt),
  StringValue: wrapper(`${NAME}StringValue`, "", isText),
  UInt32Value: wrapper(
    `${NAME}UInt32Value`,
    new CelUint(0n),
    (value) => value instanceof CelUint && value.value < 2n ** 32n,
  ),
  UInt64Value: wrapper(`${NAME}UInt64Value`, new CelUint(0n), isUint),
  Duration: moment(`${NAME}Duration`, durationFrom),
  Timestamp: moment(`${NAME}Timestamp`, timestampFrom),
  ListValue: collection(`${NAME}ListValue`, "values", () => [], Array.isArray),
  Struct: collection(`${NAME}Struct`, "fields", () => new CelMap(), VALUE_FIELDS["struct_value"]!),
  Value: createValue,
};

/** How to make a well-known message (all but Any), which in expressions is a plain value; undefined for other names. */
export function wellKnownMessage(name: string): Create | undefined {
  const short = name.startsWith(NAME) ? name.slice(NAME.length) : "";
  return Object.hasOwn(WELL_KNOWN, short) ? WELL_KNOWN[short] : undefined;
}
