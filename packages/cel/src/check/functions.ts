import type { Env, FunctionDecl } from "../env.js";
import { type Signature, STANDARD_LIBRARY } from "./standard-library.js";

/** Functions by name and by whether they are methods: those of the standard library and those of an environment. */
export interface FunctionIndex {
  readonly global: ReadonlyMap<string, readonly Signature[]>;
  readonly methods: ReadonlyMap<string, readonly Signature[]>;
}

const byEnv = new WeakMap<Env, FunctionIndex>();

export function functionsOf(env: Env): FunctionIndex {
  const known = byEnv.get(env);
  if (known !== undefined) return known;
  const global = new Map<string, Signature[]>();
  const methods = new Map<string, Signature[]>();
  for (const signature of [...STANDARD_LIBRARY, ...env.functions]) {
    const table = signature.receiver === undefined ? global : methods;
    const forms = table.get(signature.name);
    if (forms === undefined) table.set(signature.name, [signature]);
    else forms.push(signature);
  }
  const index = { global, methods };
  byEnv.set(env, index);
  return index;
}

/** Whether a signature is a host function, with all that its declaration says. */
export function isHostFunction(signature: Signature): signature is FunctionDecl {
  return "call" in signature;
}
