import { BOOL, DYN, type Type } from "../types.js";
import type { Signature } from "./standard-library.js";
import type { Unifier } from "./unifier.js";

export interface Resolution {
  readonly result: Type;
  /** The forms that may be meant: more than one where an argument is dyn. */
  readonly matches: readonly Signature[];
}

/**
 * The forms of a function that take these arguments (for methods the receiver first), and the type of the call: dyn
 * where several forms match and their results differ. Undefined where none matches.
 */
export function resolveOverload(
  unifier: Unifier,
  forms: readonly Signature[],
  args: readonly Type[],
): Resolution | undefined {
  const matches: Signature[] = [];
  for (const form of forms) {
    const mark = unifier.mark();
    if (apply(unifier, form, args) !== undefined) matches.push(form);
    unifier.rollback(mark);
  }
  const [only, ...others] = matches;
  if (only === undefined) return comparesWithNull(unifier, forms, args) ? { result: BOOL, matches: [] } : undefined;
  if (others.length === 0) return { result: apply(unifier, only, args)!, matches };
  const results = matches.map((form) => form.result);
  const agreed = results.every((type) => type.kind === results[0]!.kind && type.kind !== "list" && type.kind !== "map");
  if (!agreed || results[0]!.kind === "param") return { result: DYN, matches };
  return { result: results[0]!, matches };
}

function apply(unifier: Unifier, form: Signature, args: readonly Type[]): Type | undefined {
  const wanted = form.receiver === undefined ? form.params : [form.receiver, ...form.params];
  if (wanted.length !== args.length) return undefined;
  const [result, ...params] = unifier.instantiate([form.result, ...wanted]);
  return args.every((arg, index) => unifier.assignable(arg, params[index]!)) ? result : undefined;
}

/** Kinds that may be null in data: comparing them with null is a question that can be asked. */
const NULLABLE: ReadonlySet<string> = new Set(["timestamp", "duration", "struct", "opaque", "list", "map", "null"]);

function comparesWithNull(unifier: Unifier, forms: readonly Signature[], args: readonly Type[]): boolean {
  const name = forms[0]?.name;
  if ((name !== "_==_" && name !== "_!=_") || args.length !== 2) return false;
  const kinds = args.map((arg) => unifier.shallow(arg).kind);
  return kinds.includes("null") && kinds.every((kind) => NULLABLE.has(kind));
}
