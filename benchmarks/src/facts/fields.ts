/** The fields of conditions: how they are read from facts, and what they are called in each language. */
import type { Condition, Conditions, NumberField, ReadingField, TextField } from "../generate/condition.js";
import { READINGS, readingSource } from "./counters.js";
import type { EventFacts } from "./event-facts.js";

export type AnyField = TextField | NumberField | ReadingField | "actor.verified";

interface FieldAccess {
  /** A JavaScript expression over `f`, an `EventFacts`. */
  readonly js: string;
  /** An expression over the facts of our policies. */
  readonly cel: string;
}

const FIELDS: Readonly<Record<Exclude<AnyField, ReadingField>, FieldAccess>> = {
  "actor.handle": { js: "f.actor.handle", cel: "actor.handle" },
  "actor.locale": { js: "f.actor.locale", cel: "actor.locale" },
  "actor.kind": { js: "f.actor.kind", cel: "actor.kind" },
  "actor.verified": { js: "f.actor.verified", cel: "actor.verified" },
  "actor.ageHours": { js: "f.ageHours", cel: "actor.age" },
  "actor.followers": { js: "f.actor.followers", cel: "actor.followers" },
  "actor.following": { js: "f.actor.following", cel: "actor.following" },
  "actor.posts": { js: "f.actor.posts", cel: "actor.posts" },
  "item.group": { js: "f.item.group", cel: "item.group" },
  "item.surface": { js: "f.item.surface", cel: "item.surface" },
  "item.kind": { js: "f.item.kind", cel: "item.kind" },
  "item.reach": { js: "f.item.reach", cel: "item.reach" },
  "context.networkHash": { js: "f.network", cel: "context.networkHash" },
  "text.lang": { js: "f.lang", cel: "text.lang" },
  "text.body": { js: "f.body", cel: "text.body" },
  "text.words": { js: "f.words", cel: "text.words" },
  "text.length": { js: "f.length", cel: "text.length" },
  "text.urlCount": { js: "f.urlCount", cel: "size(text.urls)" },
  "text.bodySize": { js: "f.body.length", cel: "size(text.body)" },
  "text.titleSize": { js: "f.title.length", cel: "size(text.title)" },
};

export function jsOf(field: AnyField): string {
  return typeof field === "object" ? `f.reading(${field.reading})` : FIELDS[field].js;
}

export function celOf(field: AnyField): string {
  if (typeof field === "object") return readingSource(READINGS[field.reading] as (typeof READINGS)[number]);
  return FIELDS[field].cel;
}

/** The name under which peers get the field: flat, which is fastest for each of them. */
export function flatName(field: AnyField): string {
  return typeof field === "object" ? `reading_${field.reading}` : field.replace(".", "_");
}

export type FlatValue = string | number | boolean;

/** Reads a field; compiled once for each field. */
export function readerOf(field: AnyField): (facts: EventFacts) => FlatValue {
  // The only variable part is one of the expressions above.
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval
  return new Function("f", `return ${jsOf(field)}`) as (facts: EventFacts) => FlatValue;
}

/** Makes the flat record of exactly those fields that the detectors read, for peers that take their facts up front. */
export function flattener(detectors: readonly Conditions[]): (facts: EventFacts) => Record<string, FlatValue> {
  const fields = new Map<string, AnyField>();
  for (const conditions of detectors) {
    for (const field of conditions.flatMap(fieldsOf)) fields.set(flatName(field), field);
  }
  const entries = [...fields].map(([name, field]) => `${name}: ${jsOf(field)}`);
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval
  return new Function("f", `return {${entries.join(", ")}}`) as (facts: EventFacts) => Record<string, FlatValue>;
}

function fieldsOf(condition: Condition): AnyField[] {
  switch (condition.kind) {
    case "equal":
    case "unequal":
    case "compare":
      return [condition.field];
    case "unequalFields":
    case "linear":
      return [condition.left, condition.right];
    case "product":
      return [condition.first, condition.second, condition.third];
    case "verified":
      return ["actor.verified"];
    case "contains":
      return ["text.body"];
    default:
      return [condition.field, condition.part];
  }
}
