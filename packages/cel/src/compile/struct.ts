import type { StructExpr } from "../ast.js";
import { CelError, located } from "../values/error.js";
import { type Closure, constant } from "./closure.js";
import type { Compiler, Locals } from "./compiler.js";
import { candidates } from "./names.js";
import { wellKnownMessage } from "./well-known.js";

/** A message literal: one of the well-known messages that stand for plain values, or a type of the host's adapter. */
export function compileStruct(compiler: Compiler, struct: StructExpr, locals: Locals | undefined): Closure {
  const fields = struct.fields.map((field) => ({ name: field.name, value: compiler.compile(field.value, locals) }));
  const { messages, container } = compiler.env;
  const names = candidates(struct.name, container);
  const adapted = messages === undefined ? undefined : names.find((name) => messages.isMessage(name));
  const known = names.map(wellKnownMessage).find((create) => create !== undefined);
  const create =
    messages !== undefined && adapted !== undefined
      ? (values: readonly (readonly [string, unknown])[]) => messages.create(adapted, values)
      : known;
  if (create === undefined) {
    return constant(new CelError("EH_CEL_UNKNOWN_NAME", `No message type is called ${struct.name}`, struct.offset));
  }
  return (frame) => {
    if (!frame.charge(fields.length * 8)) return frame.overBudget(struct.offset);
    const values: [string, unknown][] = [];
    for (const field of fields) {
      const value = field.value(frame);
      if (value instanceof CelError) return value;
      values.push([field.name, value]);
    }
    return located(create(values), struct.offset);
  };
}
