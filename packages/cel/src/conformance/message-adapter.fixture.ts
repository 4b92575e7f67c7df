import {
  create,
  type DescField,
  type DescMessage,
  fromBinary,
  type Message,
  type Registry,
  toBinary,
} from "@bufbuild/protobuf";
import { reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import { isInt } from "../stdlib/arithmetic.js";
import { isJsonObject, mapGet, mapKeys } from "../values/access.js";
import { CelDouble } from "../values/double.js";
import { CelDuration } from "../values/duration.js";
import { CelError } from "../values/error.js";
import { intFromBigInt } from "../values/int.js";
import { CelMap } from "../values/map.js";
import { CelMessage, type MessageAdapter } from "../values/message.js";
import { CelTimestamp } from "../values/timestamp.js";
import { CelUint } from "../values/uint.js";
import { valuesEqual } from "../values/equals.js";

const UNLIMITED = { charge: () => true };

const WRAPPERS = /^google\.protobuf\.(Bool|Bytes|Double|Float|Int32|Int64|String|UInt32|UInt64)Value$/;
/** Messages that are plain values in expressions; the package itself makes all of them but Any. */
const PLAIN = /^google\.protobuf\.(\w+Value|Value|Struct|ListValue|Duration|Timestamp)$/;

function noOverload(what: string): CelError {
  return new CelError("EH_CEL_NO_OVERLOAD", `${what} does not take this value`);
}

/** Lets the official tests use the message types that they are written about, through protobuf reflection. */
export class ProtobufAdapter implements MessageAdapter {
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  isMessage(name: string): boolean {
    return !PLAIN.test(name) && this.#registry.getMessage(name) !== undefined;
  }

  enumValue(name: string): number | undefined {
    const dot = name.lastIndexOf(".");
    const found = this.#registry.getEnum(name.slice(0, dot));
    return found?.values.find((value) => value.name === name.slice(dot + 1))?.number;
  }

  create(name: string, fields: readonly (readonly [string, unknown])[]): unknown {
    const desc = this.#registry.getMessage(name)!;
    const message = reflect(desc, create(desc));
    for (const [fieldName, value] of fields) {
      const field = desc.fields.find((one) => one.name === fieldName);
      if (field === undefined) return new CelError("EH_CEL_NO_SUCH_FIELD", `no such field: ${fieldName}`);
      const problem = this.#set(message, field, value);
      if (problem !== undefined) return problem;
    }
    return this.fromMessage(desc, message.message);
  }

  /** The value a message stands for. */
  fromMessage(desc: DescMessage, message: Message): unknown {
    const fields = reflect(desc, message);
    const value = (name: string): unknown => fields.get(desc.fields.find((field) => field.name === name)!);
    if (WRAPPERS.test(desc.typeName)) return this.#fromField(fields, desc.fields[0]!);
    switch (desc.typeName) {
      case "google.protobuf.Duration":
        return new CelDuration(Number(value("seconds")), value("nanos") as number);
      case "google.protobuf.Timestamp":
        return new CelTimestamp(Number(value("seconds")), value("nanos") as number);
      case "google.protobuf.Any": {
        const typeName = (value("type_url") as string).replace(/^.*\//, "");
        const inner = this.#registry.getMessage(typeName);
        // What cannot be unpacked compares by its bytes.
        if (inner === undefined) return new CelMessage(desc.typeName, message, this);
        return this.fromMessage(inner, fromBinary(inner, value("value") as Uint8Array));
      }
      case "google.protobuf.Value": {
        const kind = desc.oneofs[0]!.fields.find((field) => fields.isSet(field));
        return kind === undefined || kind.name === "null_value" ? null : this.#fromField(fields, kind);
      }
      case "google.protobuf.Struct":
      case "google.protobuf.ListValue":
        return this.#fromField(fields, desc.fields[0]!);
      default:
        return new CelMessage(desc.typeName, message, this);
    }
  }

  get(message: CelMessage, name: string): unknown {
    const { fields, field } = this.#field(message, name);
    return field === undefined ? noField(name) : this.#fromField(fields, field);
  }

  has(message: CelMessage, name: string): boolean | CelError {
    const { fields, field } = this.#field(message, name);
    return field === undefined ? noField(name) : fields.isSet(field);
  }

  equals(a: CelMessage, b: CelMessage): boolean {
    const desc = this.#registry.getMessage(a.typeName)!;
    const left = reflect(desc, a.message as Message);
    const right = reflect(desc, b.message as Message);
    const known = desc.fields.every((field) => {
      if (left.isSet(field) !== right.isSet(field)) return false;
      return !left.isSet(field) || valuesEqual(this.#fromField(left, field), this.#fromField(right, field), UNLIMITED);
    });
    // Fields that the schema does not know compare by their bytes.
    return known && bytesOf(left) === bytesOf(right);
  }

  #field(message: CelMessage, name: string): { fields: ReflectMessage; field: DescField | undefined } {
    const desc = this.#registry.getMessage(message.typeName)!;
    const fields = reflect(desc, message.message as Message);
    return { fields, field: desc.fields.find((one) => one.name === name) };
  }

  #fromField(fields: ReflectMessage, field: DescField): unknown {
    switch (field.fieldKind) {
      case "list":
        return Array.from(fields.get(field), (element) => this.#fromScalar(field, element));
      case "map": {
        const map = new CelMap();
        for (const [key, element] of fields.get(field))
          map.add(scalar(field.mapKey, key), this.#fromScalar(field, element));
        return map;
      }
      case "message":
        if (
          !fields.isSet(field) &&
          (WRAPPERS.test(field.message.typeName) || field.message.typeName === "google.protobuf.Any")
        ) {
          return null;
        }
        return this.#fromScalar(field, fields.get(field));
      default:
        return this.#fromScalar(field, fields.get(field));
    }
  }

  #fromScalar(field: DescField, raw: unknown): unknown {
    if (field.message !== undefined) return this.fromMessage(field.message, (raw as ReflectMessage).message);
    return field.scalar === undefined ? raw : scalar(field.scalar, raw);
  }

  #set(message: ReflectMessage, field: DescField, value: unknown): CelError | undefined {
    if (value === null && field.fieldKind === "message" && !/\.(Value|Any)$/.test(field.message.typeName))
      return undefined;
    if (field.fieldKind === "list") {
      if (!Array.isArray(value)) return noOverload(field.name);
      for (const element of value) {
        const raw = this.#toRaw(field, element);
        if (raw instanceof CelError) return raw;
        message.get(field).add(raw);
      }
      return undefined;
    }
    if (field.fieldKind === "map") {
      if (!(value instanceof CelMap) && !isJsonObject(value)) return noOverload(field.name);
      for (const key of mapKeys(value)) {
        const raw = this.#toRaw(field, mapGet(value, key));
        const rawKey = unscalar(field.mapKey, key);
        if (raw instanceof CelError || rawKey === undefined) return noOverload(field.name);
        message.get(field).set(rawKey, raw);
      }
      return undefined;
    }
    const raw = this.#toRaw(field, value);
    if (raw instanceof CelError) return raw;
    message.set(field, raw);
    return undefined;
  }

  #toRaw(field: DescField, value: unknown): unknown {
    if (field.message !== undefined) return this.#toMessage(field.message, value);
    const raw = field.scalar === undefined ? toEnum(value) : unscalar(field.scalar, value);
    return raw === undefined ? noOverload(field.name) : raw;
  }

  #toMessage(desc: DescMessage, value: unknown): unknown {
    const message = reflect(desc, create(desc));
    const set = (name: string, inner: unknown): unknown => {
      return (
        this.#set(
          message,
          desc.fields.find((field) => field.name === name)!,
          inner,
        ) ?? message
      );
    };
    if (WRAPPERS.test(desc.typeName)) return set("value", value);
    switch (desc.typeName) {
      case "google.protobuf.Duration":
      case "google.protobuf.Timestamp": {
        if (!(value instanceof CelDuration || value instanceof CelTimestamp)) return noOverload(desc.typeName);
        const seconds = set("seconds", value.seconds);
        return seconds instanceof CelError ? seconds : set("nanos", value.nanos);
      }
      case "google.protobuf.Struct":
        return set("fields", value);
      case "google.protobuf.ListValue":
        return set("values", value);
      case "google.protobuf.Value":
        if (value === null) return set("null_value", 0);
        if (typeof value === "boolean") return set("bool_value", value);
        if (typeof value === "string") return set("string_value", value);
        if (isInt(value)) return set("number_value", new CelDouble(Number(value)));
        if (value instanceof CelDouble) return set("number_value", value);
        return Array.isArray(value) ? set("list_value", value) : set("struct_value", value);
      case "google.protobuf.Any": {
        if (!(value instanceof CelMessage)) return noOverload(desc.typeName);
        const inner = this.#registry.getMessage(value.typeName)!;
        set("type_url", `type.googleapis.com/${value.typeName}`);
        return set("value", toBinary(inner, value.message as Message));
      }
      default:
        if (!(value instanceof CelMessage) || value.typeName !== desc.typeName) return noOverload(desc.typeName);
        return reflect(desc, value.message as Message);
    }
  }
}

function bytesOf(message: ReflectMessage): string {
  return (message.getUnknown() ?? [])
    .map((field) => `${field.no} ${field.wireType} ${field.data.join(" ")}`)
    .join("; ");
}

function noField(name: string): CelError {
  return new CelError("EH_CEL_NO_SUCH_FIELD", `no such field: ${name}`);
}

function toEnum(value: unknown): number | undefined {
  return isInt(value) && value >= -2147483648 && value <= 2147483647 ? Number(value) : undefined;
}

/** Protobuf's numbers for scalar types: 1 double, 2 float, 4 and 6 uint64, 7 and 13 uint32, 8 bool, 9 string, 12 bytes. */
function scalar(type: number, raw: unknown): unknown {
  if (type === 1 || type === 2) return new CelDouble(raw as number);
  if ([4, 6, 7, 13].includes(type)) return new CelUint(BigInt(raw as bigint | number));
  return typeof raw === "bigint" ? intFromBigInt(raw) : raw;
}

/** The protobuf form of a value for a scalar field; undefined where the types differ or the number is out of range. */
function unscalar(type: number, value: unknown): unknown {
  if (type === 1 || type === 2)
    return value instanceof CelDouble ? (type === 2 ? Math.fround(value.value) : value.value) : undefined;
  if ([4, 6].includes(type)) return value instanceof CelUint ? value.value : undefined;
  if ([7, 13].includes(type))
    return value instanceof CelUint && value.value < 2n ** 32n ? Number(value.value) : undefined;
  if (type === 8) return typeof value === "boolean" ? value : undefined;
  if (type === 9) return typeof value === "string" ? value : undefined;
  if (type === 12) return value instanceof Uint8Array ? value : undefined;
  if (!isInt(value)) return undefined;
  if ([3, 16, 18].includes(type)) return BigInt(value);
  return toEnum(value);
}
