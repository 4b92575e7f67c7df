/** Prints a schema of the contract (TypeBox: JSON Schema underneath) as a TypeScript type. */

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema | readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
}

export interface PrintOptions {
  /** Types that have a name of their own, by what they print as. */
  readonly names: ReadonlyMap<string, string>;
  /** What the platform sends: optional fields may be `undefined`, and further fields are kept. */
  readonly sent: boolean;
}

/** The type's name where it has one, or else the type. */
export function printType(schema: unknown, options: PrintOptions): string {
  const printed = printWhole(schema, options);
  return options.names.get(printed) ?? printed;
}

/** The type itself, even where it has a name. @throws TypeError where a schema is of a kind that is not known here */
export function printWhole(given: unknown, options: PrintOptions): string {
  const schema = given as Schema;
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map((s) => printType(s, options)))].join(" | ");
  if (schema.allOf !== undefined) return schema.allOf.map((s) => `(${printType(s, options)})`).join(" & ");
  if (schema.type === "array") return printArray(schema, options);
  if (schema.type === "object") return printObject(schema, options);
  if (schema.type === "integer" || schema.type === "number") return "number";
  if (schema.type === "string" || schema.type === "boolean" || schema.type === "null") return schema.type;
  if (schema.type === undefined) return "unknown";
  throw new TypeError(`No TypeScript type is known for ${JSON.stringify(schema)}`);
}

function printArray({ items }: Schema, options: PrintOptions): string {
  if (Array.isArray(items)) return `readonly [${items.map((item) => printType(item, options)).join(", ")}]`;
  return `readonly (${items === undefined ? "unknown" : printType(items, options)})[]`;
}

function printObject(schema: Schema, options: PrintOptions): string {
  const required = new Set(schema.required);
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
    const optional = !required.has(name);
    const type = printType(field, options);
    return `readonly ${key}${optional ? "?" : ""}: ${type}${optional && options.sent ? " | undefined" : ""};`;
  });
  const values = Object.values(schema.patternProperties ?? {})[0] ?? schema.additionalProperties;
  if (typeof values === "object") fields.push(`readonly [key: string]: ${printType(values, options)};`);
  else if (fields.length === 0) return "Readonly<Record<string, unknown>>";
  return `{ ${fields.join(" ")} }`;
}
