import type { Bind } from "../ast.js";
import { CelError } from "../values/error.js";
import type { Closure } from "./closure.js";
import type { Compiler, Locals } from "./compiler.js";

/** `cel.bind(name, value, body)`: the value is computed once; an error in it shows where the body reads it. */
export function compileBind(compiler: Compiler, bind: Bind, locals: Locals | undefined): Closure {
  const value = compiler.compile(bind.value, locals);
  const slot = compiler.newLocals(bind, 1)[0]!;
  const body = compiler.compile(bind.body, { name: bind.name, slot, parent: locals });
  return (frame) => {
    const bound = value(frame);
    if (bound instanceof CelError && bound.fatal) return bound;
    frame.locals[slot] = bound;
    return body(frame);
  };
}
