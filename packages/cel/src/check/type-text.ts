import type { Type } from "../types.js";
import type { Signature } from "./standard-library.js";

/** A type as people write it: `int`, `list(string)`, `map(string, dyn)`, `Actor`. */
export function typeText(type: Type): string {
  switch (type.kind) {
    case "list":
      return `list(${typeText(type.element)})`;
    case "map":
      return `map(${typeText(type.key)}, ${typeText(type.value)})`;
    case "param":
      return type.name.startsWith("?") ? "dyn" : type.name;
    case "opaque":
    case "struct":
      return type.name;
    default:
      return type.kind;
  }
}

const INFIX: Readonly<Record<string, string>> = {
  "_&&_": "&&",
  "_||_": "||",
  "_==_": "==",
  "_!=_": "!=",
  "_<_": "<",
  "_<=_": "<=",
  "_>_": ">",
  "_>=_": ">=",
  "@in": "in",
  "_+_": "+",
  "_-_": "-",
  "_*_": "*",
  "_/_": "/",
  "_%_": "%",
};
const OTHER: Readonly<Record<string, string>> = { "_[_]": "[…]", "_?_:_": "? :", "!_": "!", "-_": "-" };

/** A function's or operator's name as it stands in source. */
export function functionText(name: string): string {
  if (Object.hasOwn(INFIX, name)) return INFIX[name]!;
  return Object.hasOwn(OTHER, name) ? OTHER[name]! : name;
}

/** A call with types in the places of its arguments: `int + int`, `string.contains(string)`, `size(list(A))`. */
export function callText(name: string, receiver: Type | undefined, params: readonly Type[]): string {
  const types = params.map(typeText);
  if (receiver !== undefined) return `${typeText(receiver)}.${name}(${types.join(", ")})`;
  if (Object.hasOwn(INFIX, name) && types.length === 2) return `${types[0]} ${INFIX[name]} ${types[1]}`;
  if (name === "_[_]") return `${types[0]}[${types[1]}]`;
  if (name === "_?_:_") return `${types[0]} ? ${types[1]} : ${types[2]}`;
  if ((name === "!_" || name === "-_") && types.length === 1) return `${name[0]}${types[0]}`;
  return `${name}(${types.join(", ")})`;
}

export function signatureText(signature: Signature): string {
  return callText(signature.name, signature.receiver, signature.params);
}
