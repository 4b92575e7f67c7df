import { isMap, isScalar, isSeq } from "yaml";
import type { Json } from "./case-doc.js";
import type { ProblemSink } from "./problem-sink.js";
import { describe } from "./values.js";
import { childOf, keyName, originOf, type Value } from "./yaml-file.js";

/** A YAML value as JSON. Depth and size are bounded by what `readYaml` lets through. */
export function toJson(value: Value, sink: ProblemSink): Json | undefined {
  const { node } = value;
  if (isSeq(node)) return node.items.map((item) => toJson(childOf(value, item, value.label), sink) ?? null);
  if (isMap(node)) {
    return Object.fromEntries(
      node.items.map(({ key, value: child }) => {
        const name = keyName(key);
        return [name, toJson(childOf(value, child ?? key, `\`${name}\``), sink) ?? null];
      }),
    );
  }
  const scalar = isScalar(node) ? node.value : undefined;
  if (scalar === null || typeof scalar === "string" || typeof scalar === "boolean") return scalar;
  if (typeof scalar === "number" && Number.isFinite(scalar)) return scalar;
  return sink.error(
    "EH_POLICY_VALUE",
    originOf(value),
    `${value.label} must be a value that JSON has; here it is ${describe(value)}.`,
  );
}

export function isJsonObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
