import { compileRegex, regexUnits } from "../../stdlib/regex.js";
import { CelError } from "../../values/error.js";
import { type Closure, constant } from "../closure.js";
import type { Slow } from "./source.js";

/** `operand.matches("literal")`: the pattern is compiled once, now. */
export function matchesLiteral(read: Closure, pattern: string, slow: Slow, offset: number): Closure {
  const regex = compileRegex(pattern);
  if (regex instanceof CelError) return constant(new CelError(regex.code, regex.message, offset));
  const { rest } = slow;
  return (frame) => {
    const value = read(frame);
    if (typeof value !== "string") return rest(frame, value);
    return frame.charge(regexUnits(value.length, regex)) ? regex.test(value) : frame.overBudget(offset);
  };
}
