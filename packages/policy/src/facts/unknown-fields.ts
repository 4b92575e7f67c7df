import { EventData, ItemText } from "@evenhand/contract";
import { EVENT_PARTS, type KnownFields } from "./event-parts.js";

/**
 * The fields of an event's `data` that the contract does not name, under the same paths: `{"mood": 1, "actor": {"badge": 2}}`.
 * This is what conditions read as `extra`. The label of a backtest (`expect`) is a known field and never appears.
 */
export function unknownFields(data: object): Record<string, unknown> {
  const extra = unnamed(data, EventData);
  for (const [part, schema] of Object.entries(EVENT_PARTS)) {
    const value = (data as Record<string, unknown>)[part];
    if (!isObject(value)) continue;
    const fields = unnamed(value, schema);
    if (part === "item" && isObject((value as { text?: unknown }).text)) {
      const text = unnamed((value as { text: object }).text, ItemText);
      if (Object.keys(text).length > 0) fields["text"] = text;
    }
    if (Object.keys(fields).length > 0) extra[part] = fields;
  }
  return extra;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A null-prototype object, so that a field called `__proto__` is a field and nothing else. */
function unnamed(value: object, schema: KnownFields): Record<string, unknown> {
  const fields: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, field] of Object.entries(value)) {
    if (!Object.hasOwn(schema.properties, name)) fields[name] = field;
  }
  return fields;
}
