import type { Problem } from "./errors.js";
import { MAX_BODY_LENGTH } from "./scalars.js";

/** Deepest nesting, most values and longest string that an event may hold, known and unknown fields together. */
export const MAX_DEPTH = 12;
export const MAX_VALUES = 5_000;
/** Most UTF-16 code units of all strings and keys of one event. */
export const MAX_CHARACTERS = 250_000;

/**
 * What makes a JSON value too big for an event, or undefined. Conditions' worst-case costs rest on these limits.
 * Walks with its own stack: hostile nesting cannot overflow it.
 */
export function jsonSizeProblem(value: unknown): Problem | undefined {
  const stack: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  let values = 0;
  let characters = 0;
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    values += 1;
    if (values > MAX_VALUES) return tooBig(`more than ${MAX_VALUES} values`);
    if (top.depth > MAX_DEPTH) return tooBig(`nesting deeper than ${MAX_DEPTH} levels`);
    if (typeof top.value === "string") {
      characters += top.value.length;
      if (top.value.length > MAX_BODY_LENGTH) return tooBig(`a string longer than ${MAX_BODY_LENGTH} characters`);
    } else if (typeof top.value === "object" && top.value !== null) {
      for (const [key, child] of Object.entries(top.value)) {
        if (!Array.isArray(top.value)) characters += key.length;
        stack.push({ value: child, depth: top.depth + 1 });
      }
    }
    if (characters > MAX_CHARACTERS) return tooBig(`more than ${MAX_CHARACTERS} characters of text`);
  }
  return undefined;
}

function tooBig(what: string): Problem {
  return {
    code: "EH_EVENT_TOO_BIG",
    message: `The event has ${what}. Send less, or send the rest as a separate event.`,
  };
}
