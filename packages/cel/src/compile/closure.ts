import type { Frame } from "../runtime/frame.js";

/** A compiled expression: gives its value, or a CelError, for the event loaded in the frame. Never throws. */
export type Closure = (frame: Frame) => unknown;

const constants = new WeakMap<Closure, { readonly value: unknown }>();

/** A closure that always gives the same value, and is known to. */
export function constant(value: unknown): Closure {
  const closure: Closure = () => value;
  constants.set(closure, { value });
  return closure;
}

/** The value of a constant closure, wrapped; undefined for any other. */
export function constantOf(closure: Closure): { readonly value: unknown } | undefined {
  return constants.get(closure);
}
