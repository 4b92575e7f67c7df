import type { TSchema } from "typebox";

const NUMBER = /^-?(0|[1-9]\d{0,15})(\.\d{1,15})?$/;

/**
 * An address holds text alone: where a schema wants numbers, booleans or lists, the text that is exactly one becomes
 * one. Everything else stays, for the schema to refuse. Bodies are never treated like this.
 */
export function coerceText(schema: TSchema, given: unknown): unknown {
  const { properties } = schema as { properties?: Readonly<Record<string, TSchema>> };
  if (properties === undefined || typeof given !== "object" || given === null) return given;
  const entries = Object.entries(given).map(([name, value]) => {
    const wanted = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return [name, wanted === undefined ? value : coerceValue(wanted, value)];
  });
  return Object.fromEntries(entries);
}

function coerceValue(schema: TSchema, value: unknown): unknown {
  const { type, items } = schema as { type?: string; items?: TSchema };
  if (type === "array") {
    const list: unknown[] = Array.isArray(value) ? value : [value];
    return items === undefined ? list : list.map((one) => coerceValue(items, one));
  }
  if (typeof value !== "string") return value;
  if ((type === "integer" || type === "number") && NUMBER.test(value)) return Number(value);
  if (type === "boolean" && (value === "true" || value === "false")) return value === "true";
  return value;
}
