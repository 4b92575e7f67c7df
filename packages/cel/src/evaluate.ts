import { check, type Checked } from "./check/index.js";
import type { Env } from "./env.js";
import { createLinker, type Linkable, type LinkerOptions } from "./linker.js";
import { parse } from "./parse.js";

/** An expression compiled on its own. */
export interface CompiledExpression<T extends Linkable> {
  readonly checked: T;
  /** The value for these variables, or a CelError. `host` is handed to host functions. */
  evaluate(variables: Readonly<Record<string, unknown>>, host?: unknown): unknown;
}

/** Compiles one checked expression through the same path as many. */
export function compileChecked<T extends Linkable>(
  checked: T,
  env: Env,
  options?: LinkerOptions,
): CompiledExpression<T> {
  const linker = createLinker(env, options);
  const handle = linker.add(checked);
  const linked = linker.link();
  const frame = linked.frame();
  return {
    checked,
    evaluate(variables, host) {
      frame.load(variables, host);
      return linked.evaluate(handle, frame);
    },
  };
}

/**
 * Parses, checks and compiles one source. Look at `checked.problems` before trusting it: what is wrong becomes an error
 * value when evaluated.
 *
 * @throws CelSyntaxError where the source is no expression.
 */
export function compileExpression(source: string, env: Env, options?: LinkerOptions): CompiledExpression<Checked> {
  return compileChecked(check(parse(source), env), env, options);
}
