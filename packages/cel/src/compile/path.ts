import type { Ident, Select } from "../ast.js";
import { UNREAD } from "../runtime/frame.js";
import { DYN, type Field } from "../types.js";
import { fromDyn, isJsonObject, type JsonObject, mapGet, mapHas } from "../values/access.js";
import { CelError } from "../values/error.js";
import { CelMap } from "../values/map.js";
import { CelMessage } from "../values/message.js";
import { noSuchKey } from "../stdlib/operators.js";
import { noOverload } from "../stdlib/overload.js";
import { type Closure, constant } from "./closure.js";
import type { Compiler, Locals } from "./compiler.js";
import { differsFromJson, emptyValue, factConverter } from "./convert-fact.js";
import { findLocal, qualifiedName, resolveName } from "./names.js";

/** A plain name: a variable of a macro, a variable of the event, or a type. */
export function compileIdent(compiler: Compiler, ident: Ident, locals: Locals | undefined): Closure {
  const local = findLocal(ident.name, locals);
  if (local !== undefined) {
    const slot = local.slot;
    return (frame) => frame.locals[slot];
  }
  return (
    compileGlobal(compiler, ident, ident.name) ??
    constant(new CelError("EH_CEL_UNKNOWN_NAME", `No variable is called ${ident.name}`, ident.offset))
  );
}

function compileGlobal(compiler: Compiler, expr: Ident | Select, name: string): Closure | undefined {
  const meaning = resolveName(compiler.env, name);
  if (meaning === undefined) return undefined;
  if (meaning.kind === "value") return constant(meaning.value);
  const variable = meaning.name;
  const root = compiler.rootOf(variable);
  const type = compiler.env.variables[variable]!.type;
  const convert = factConverter(type);
  const missing = new CelError(
    "EH_CEL_UNKNOWN_NAME",
    `The variable ${variable} has no value in this event`,
    expr.offset,
  );
  const read: Closure = (frame) => {
    let raw = frame.roots[root];
    if (raw === UNREAD) raw = frame.root(root);
    return raw === undefined ? missing : placed(convert(raw, frame), expr.offset);
  };
  // The raw variable is kept in the frame; only what takes work to convert is kept a second time.
  return differsFromJson(type) ? kept(compiler, expr, read) : read;
}

/** Keeps what is read for the rest of the event where more than one expression reads it. */
function kept(compiler: Compiler, expr: Ident | Select, read: Closure): Closure {
  if (!compiler.isShared(expr)) return read;
  const slot = compiler.newSlot();
  return (frame) => {
    const value = frame.slots[slot];
    if (value !== UNREAD) return value;
    return (frame.slots[slot] = read(frame));
  };
}

function placed(value: unknown, offset: number): unknown {
  if (value instanceof CelError && value.offset < 0) value.offset = offset;
  return value;
}

/** `operand.field` and `has(operand.field)`. */
export function compileSelect(compiler: Compiler, select: Select, locals: Locals | undefined): Closure {
  const name = select.test ? undefined : qualifiedName(select);
  if (name !== undefined && findLocal(name.split(".")[0]!, locals) === undefined) {
    const global = compileGlobal(compiler, select, name);
    if (global !== undefined) return global;
  }
  const operand = compiler.compile(select.operand, locals);
  const type = compiler.typeOf(select.operand);
  const field =
    type.kind === "struct" && Object.hasOwn(type.fields, select.field) ? type.fields[select.field]! : undefined;
  if (field === undefined) return select.test ? dynamicTest(select, operand) : dynamicField(select, operand);
  if (select.test) return structTest(select, operand);
  return kept(compiler, select, structField(select, operand, field));
}

/** A field that the schema declares: a plain property read, then the conversion of its type. */
function structField(select: Select, operand: Closure, field: Field): Closure {
  const name = select.field;
  const offset = select.nameOffset;
  const convert = factConverter(field.type);
  const nullable = field.type.kind === DYN.kind || field.type.kind === "null";
  const empty = field.absent === "default" ? emptyValue(field.type) : undefined;
  const inherited = name in Object.prototype;
  return (frame) => {
    const object = operand(frame);
    if (object instanceof CelError) return object;
    const raw = inherited && !Object.hasOwn(object as object, name) ? undefined : (object as JsonObject)[name];
    if (raw === undefined || (raw === null && !nullable)) return empty ?? absent(name, offset);
    return placed(convert(raw, frame), offset);
  };
}

function absent(name: string, offset: number): CelError {
  return new CelError("EH_CEL_NO_SUCH_FIELD", `The event has no \`${name}\` here; ask has() first`, offset);
}

function structTest(select: Select, operand: Closure): Closure {
  const name = select.field;
  const inherited = name in Object.prototype;
  return (frame) => {
    const object = operand(frame);
    if (object instanceof CelError) return object;
    if (inherited && !Object.hasOwn(object as object, name)) return false;
    const raw = (object as JsonObject)[name];
    return raw !== undefined && raw !== null;
  };
}

function dynamicField(select: Select, operand: Closure): Closure {
  const name = select.field;
  const offset = select.nameOffset;
  return (frame) => {
    const object = operand(frame);
    if (object instanceof CelError) return object;
    if (object instanceof CelMap || isJsonObject(object)) {
      const value = mapGet(object, name);
      return value !== undefined ? value : placed(noSuchKey(name), offset);
    }
    if (object instanceof CelMessage) return placed(fromDyn(object.adapter.get(object, name)), offset);
    return placed(noOverload(`.${name}`, object), offset);
  };
}

function dynamicTest(select: Select, operand: Closure): Closure {
  const name = select.field;
  const offset = select.nameOffset;
  return (frame) => {
    const object = operand(frame);
    if (object instanceof CelError) return object;
    if (object instanceof CelMap || isJsonObject(object)) return mapHas(object, name);
    if (object instanceof CelMessage) return placed(object.adapter.has(object, name), offset);
    return placed(noOverload("has()", object), offset);
  };
}
