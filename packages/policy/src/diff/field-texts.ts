import type { MeasureSpec } from "../model.js";

/** A value as people read it, and what it is compared by: different values may read the same. */
export interface ValueText {
  readonly key: string;
  readonly text: string;
}

/** A field: one value, or a list of values whose order does not matter. */
export type FieldText = ValueText | readonly ValueText[];

const UNITS: readonly (readonly [unit: string, ms: number])[] = [
  ["w", 604_800_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
];

/** A length of time as a policy writes it, in the largest unit but weeks that it is a whole number of. */
export function formatLength(ms: number): string {
  const [unit, size] = UNITS.slice(1).find(([, size]) => ms % size === 0) ?? ["ms", 1];
  return `${ms / size}${unit}`;
}

/** The fields of one thing by their names; a field that is not there has none. */
export function fieldTexts(form: Readonly<Record<string, unknown>>): ReadonlyMap<string, FieldText> {
  const fields = new Map<string, FieldText>();
  for (const [name, value] of Object.entries(form)) {
    if (name !== "id") collect(name, value, fields);
  }
  return fields;
}

/** Lists of names: which are there matters, not where. The first language is the default one, so that order counts. */
const SETS: ReadonlySet<string> = new Set(["on", "clauses", "entries", "queues"]);

function collect(name: string, value: unknown, fields: Map<string, FieldText>): void {
  if (value === undefined) return;
  const set = (text: string, field = name): unknown => fields.set(field, { key: keyOf(value), text });
  if (name.endsWith("Ms") && typeof value === "number") set(formatLength(value), name.slice(0, -2));
  else if (Array.isArray(value)) {
    const items = value.map((item) => ({ key: keyOf(item), text: itemText(name, item) }));
    if (SETS.has(name)) fields.set(name, items);
    else set(items.length === 0 ? "nothing" : items.map((item) => item.text).join(", "));
  } else if (name === "then") set(thenText(value as ThenForm));
  else if (typeof value === "object" && value !== null && Object.keys(value).length > 0) {
    for (const [key, part] of Object.entries(value)) collect(`${name}.${key}`, part, fields);
  } else set(scalarText(value));
}

/** JSON with sorted keys, so that equal values have equal keys. */
function keyOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function scalarText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

type ThenForm = { readonly kind: string; readonly measure?: MeasureSpec };

function thenText({ kind, measure }: ThenForm): string {
  return measure === undefined ? kind : measureText(measure);
}

function measureText({ kind, scope, forMs }: MeasureSpec): string {
  return [kind, scope, forMs === undefined ? undefined : formatLength(forMs)]
    .filter((part) => part !== undefined)
    .join(" ");
}

/** An element of a list: a name, a measure of a ladder, a standing level, or an entry of a bank. */
function itemText(field: string, item: unknown): string {
  if (typeof item !== "object" || item === null) return scalarText(item);
  const parts = item as Readonly<Record<string, unknown>>;
  if (field.startsWith("ladder.")) return measureText(item as MeasureSpec);
  if (field === "standing") return `${scalarText(parts["level"])} from ${scalarText(parts["strikes"])}`;
  const [first, ...rest] = Object.entries(parts).filter(([, value]) => value !== undefined && value !== false);
  const more = rest
    .filter(([key, value]) => key !== "match" || value !== "word")
    .map(([key, value]) => (value === true ? key : `${key} ${scalarText(value)}`));
  const [, text] = first ?? ["", ""];
  return more.length === 0 ? scalarText(text) : `${scalarText(text)} (${more.join(", ")})`;
}
