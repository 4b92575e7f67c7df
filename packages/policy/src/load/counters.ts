import type { CounterDecl, Origin } from "../model.js";
import { readEventTypes } from "./event-patterns.js";
import { type Expression, readExpression } from "./expressions.js";
import { Fields } from "./fields.js";
import type { ProblemSink } from "./problem-sink.js";
import { ID_FORM, isId, quote, readDuration, readInteger, readText } from "./values.js";
import type { Value } from "./yaml-file.js";

/** Longest window that a counter may keep, in days. */
const MAX_WINDOW_DAYS = 30;
const DEFAULT_CAP = 1_000;
const MAX_CAP = 100_000;

/** Where a counter stands, and its expressions. */
interface CounterOrigin extends Origin {
  readonly expressions: Readonly<Partial<Record<"key" | "value" | "where", Origin>>>;
}

/** Where an expression of a counter begins: for a policy that was loaded the expression itself, else the counter. */
export function expressionOrigin(decl: CounterDecl, field: "key" | "value" | "where"): Origin {
  return (decl.origin as Partial<CounterOrigin>).expressions?.[field] ?? decl.origin;
}

/** The `counters` of `evenhand.yaml`, sorted by name. */
export function readCounters(value: Value, sink: ProblemSink): readonly CounterDecl[] {
  const fields = Fields.read(value, "counters", sink);
  const counters: CounterDecl[] = [];
  for (const [name, entry, origin] of fields?.all() ?? []) {
    if (!isId(name)) sink.error("EH_POLICY_ID", origin, `The counter's name ${quote(name)} must be ${ID_FORM}.`);
    const counter = readCounter(name, entry, origin, sink);
    if (counter !== undefined) counters.push(counter);
  }
  return counters.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readCounter(name: string, value: Value, origin: Origin, sink: ProblemSink): CounterDecl | undefined {
  const fields = Fields.read(value, "a counter", sink);
  if (fields === undefined) return undefined;
  const required = { on: fields.required("on"), key: fields.required("key"), window: fields.required("window") };
  const expression = (field: "value" | "where"): Expression | undefined => {
    const written = fields.optional(field);
    return written && readExpression(written, sink);
  };
  const on = required.on && readEventTypes(required.on, sink);
  const key = required.key && readExpression(required.key, sink);
  const windowMs = required.window && readDuration(required.window, sink, MAX_WINDOW_DAYS);
  const told = expression("value");
  const where = expression("where");
  const cap = fields.optional("cap");
  const doc = fields.optional("doc");
  fields.close();
  const read = {
    cap: cap === undefined ? DEFAULT_CAP : readInteger(cap, sink, 1, MAX_CAP),
    doc: doc && readText(doc, sink),
  };
  if (on === undefined || key === undefined || windowMs === undefined || read.cap === undefined) return undefined;
  const expressions = {
    key: key.origin,
    ...(told === undefined ? {} : { value: told.origin }),
    ...(where === undefined ? {} : { where: where.origin }),
  };
  const place: CounterOrigin = { ...origin, expressions };
  return {
    name,
    on,
    key: key.source,
    value: told?.source,
    where: where?.source,
    windowMs,
    cap: read.cap,
    doc: read.doc,
    origin: place,
  };
}
