import { anyUnpack } from "@bufbuild/protobuf/wkt";
import type { Registry } from "@bufbuild/protobuf";
import type { Value } from "@bufbuild/cel-spec/cel/expr/value_pb.js";
import { CelDouble } from "../values/double.js";
import { CelError } from "../values/error.js";
import { intFromBigInt } from "../values/int.js";
import { CelMap } from "../values/map.js";
import { mapGet, mapHas, mapKeys } from "../values/access.js";
import { CelTypeValue, typeNameOf } from "../values/type-value.js";
import { CelUint } from "../values/uint.js";
import { valuesEqual } from "../values/equals.js";
import type { ProtobufAdapter } from "./message-adapter.fixture.js";

/** The value that a test binds or expects. */
export function fromProto(value: Value, registry: Registry, adapter: ProtobufAdapter): unknown {
  const { kind } = value;
  switch (kind.case) {
    case "nullValue":
    case undefined:
      return null;
    case "int64Value":
      return intFromBigInt(kind.value);
    case "uint64Value":
      return new CelUint(kind.value);
    case "doubleValue":
      return new CelDouble(kind.value);
    case "boolValue":
    case "stringValue":
    case "bytesValue":
      return kind.value;
    case "enumValue":
      return kind.value.value;
    case "typeValue":
      return new CelTypeValue(kind.value);
    case "listValue":
      return kind.value.values.map((element) => fromProto(element, registry, adapter));
    case "mapValue": {
      const map = new CelMap();
      for (const entry of kind.value.entries) {
        map.add(fromProto(entry.key!, registry, adapter), fromProto(entry.value!, registry, adapter));
      }
      return map;
    }
    default: {
      const message = anyUnpack(kind.value, registry);
      if (message === undefined) throw new Error(`The test uses an unknown type ${kind.value.typeUrl}`);
      return adapter.fromMessage(registry.getMessage(message.$typeName)!, message);
    }
  }
}

const UNLIMITED = { charge: () => true };

/** True where a result is exactly what a test expects: same types all the way down, NaN equal to NaN. */
export function sameValue(actual: unknown, expected: unknown): boolean {
  if (actual instanceof CelError || typeNameOf(actual) !== typeNameOf(expected)) return false;
  if (actual instanceof CelDouble && expected instanceof CelDouble) {
    return actual.value === expected.value || (Number.isNaN(actual.value) && Number.isNaN(expected.value));
  }
  if (Array.isArray(actual) && Array.isArray(expected)) {
    return actual.length === expected.length && actual.every((element, index) => sameValue(element, expected[index]));
  }
  if (actual instanceof CelMap && expected instanceof CelMap) {
    const keys = mapKeys(actual);
    return (
      actual.size === expected.size &&
      keys.every((key) => mapHas(expected, key) && sameValue(mapGet(actual, key), mapGet(expected, key)))
    );
  }
  return valuesEqual(actual, expected, UNLIMITED);
}
