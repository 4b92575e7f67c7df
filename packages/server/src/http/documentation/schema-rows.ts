/** A JSON Schema in words: one row for each field, nested fields by their path. */
interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly description?: string;
}

export interface SchemaRow {
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

const MAX_DEPTH = 5;

/** Rows of an object's fields; of another value one row with an empty path. */
export function schemaRows(schema: object): readonly SchemaRow[] {
  const whole = schema as Schema;
  if (fieldsOf(whole) !== undefined) return fieldRows(whole, "", 0);
  return [{ path: "", type: typeText(whole), required: true, description: whole.description ?? "" }];
}

/** A value that fits a schema well enough to show what is meant. */
export function exampleOf(schema: object): unknown {
  const {
    examples,
    default: usual,
    const: constant,
    enum: choices,
    anyOf,
    type,
    items,
    properties,
    format,
    pattern,
    minimum,
    required = [],
  } = schema as Schema;
  if (examples?.[0] !== undefined) return examples[0];
  if (usual !== undefined) return usual;
  if (constant !== undefined) return constant;
  if (choices?.[0] !== undefined) return choices[0];
  if (anyOf?.[0] !== undefined) return exampleOf(anyOf[0]);
  if (properties !== undefined) {
    return Object.fromEntries(
      Object.entries(properties).flatMap(([name, field]) =>
        required.includes(name) ? [[name, exampleOf(field)]] : [],
      ),
    );
  }
  if (type === "array") return items === undefined ? [] : [exampleOf(items)];
  if (type === "integer" || type === "number") return minimum ?? 1;
  if (type === "boolean") return true;
  if (type === "null") return null;
  if (format === "date-time" || pattern?.startsWith("^\\d{4}-")) return "2026-03-02T08:15:00Z";
  if (format === "uuid") return "018f0000-0000-7000-8000-000000000000";
  return "…";
}

function fieldRows(schema: Schema, prefix: string, depth: number): readonly SchemaRow[] {
  const fields = fieldsOf(schema);
  if (fields === undefined || depth >= MAX_DEPTH) return [];
  const { properties = {}, required = [] } = fields.schema;
  return Object.entries(properties).flatMap(([name, field]) => {
    const path = `${prefix}${fields.suffix}${prefix === "" && fields.suffix === "" ? "" : "."}${name}`;
    const row = {
      path,
      type: typeText(field),
      required: required.includes(name),
      description: field.description ?? "",
    };
    return [row, ...fieldRows(field, path, depth + 1)];
  });
}

/** The object whose fields a schema is about: itself, the items of its list, or the form beside null. */
function fieldsOf(schema: Schema): { schema: Schema; suffix: string } | undefined {
  if (schema.properties !== undefined) return { schema, suffix: "" };
  if (schema.items?.properties !== undefined) return { schema: schema.items, suffix: "[]" };
  const objects = schema.anyOf?.filter((form) => form.properties !== undefined) ?? [];
  return objects.length === 1 && objects[0] !== undefined ? { schema: objects[0], suffix: "" } : undefined;
}

function typeText(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeText).join(" | ");
  if (schema.type === "array")
    return `list of ${schema.items === undefined ? "anything" : typeText(schema.items)}${span(schema.minItems, schema.maxItems, "items")}`;
  const base = schema.format ?? schema.type ?? "anything";
  if (schema.type === "string") return `${base}${span(schema.minLength, schema.maxLength, "characters")}`;
  return `${base}${span(schema.minimum, schema.maximum, "")}`;
}

function span(from: number | undefined, to: number | undefined, unit: string): string {
  if (from === undefined && to === undefined) return "";
  const text = to === undefined ? `from ${from}` : from === undefined ? `up to ${to}` : `${from} to ${to}`;
  return `, ${text}${unit === "" ? "" : ` ${unit}`}`;
}
