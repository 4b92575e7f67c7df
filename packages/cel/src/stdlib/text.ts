import { mapSize, isJsonObject } from "../values/access.js";
import { CelMap } from "../values/map.js";
import { codePointLength } from "../values/strings.js";
import type { Frame } from "../runtime/frame.js";
import { matchesRegex } from "./regex.js";
import { type Implementation, type Library, noOverload } from "./overload.js";
import { keysUnits, searchUnits, sizeUnits } from "./units.js";

/** `size(x)`: code points, bytes, elements or keys. */
export function sizeOf(frame: Frame, a: unknown): unknown {
  if (typeof a === "string") return frame.charge(sizeUnits(a.length)) ? codePointLength(a) : frame.overBudget(-1);
  if (Array.isArray(a) || a instanceof Uint8Array) return a.length;
  if (a instanceof CelMap) return a.size;
  if (isJsonObject(a)) {
    const size = mapSize(a);
    return frame.charge(keysUnits(size)) ? size : frame.overBudget(-1);
  }
  return noOverload("size", a);
}

function textTest(name: string, test: (text: string, part: string) => boolean): Implementation {
  return (frame, a, b) => {
    if (typeof a !== "string" || typeof b !== "string") return noOverload(name, a, b);
    return frame.charge(searchUnits(a.length, b.length)) ? test(a, b) : frame.overBudget(-1);
  };
}

function prefixTest(name: string, test: (text: string, part: string) => boolean): Implementation {
  return (frame, a, b) => {
    if (typeof a !== "string" || typeof b !== "string") return noOverload(name, a, b);
    return frame.charge(b.length >> 4) ? test(a, b) : frame.overBudget(-1);
  };
}

/** The standard functions over strings, bytes, lists and maps. */
export const TEXT: Library = {
  size: { arity: [1], style: "both", run: sizeOf },
  contains: { arity: [2], style: "method", run: textTest("contains", (text, part) => text.includes(part)) },
  startsWith: { arity: [2], style: "method", run: prefixTest("startsWith", (text, part) => text.startsWith(part)) },
  endsWith: { arity: [2], style: "method", run: prefixTest("endsWith", (text, part) => text.endsWith(part)) },
  matches: {
    arity: [2],
    style: "both",
    run: (frame, a, b) =>
      typeof a === "string" && typeof b === "string" ? matchesRegex(frame, a, b) : noOverload("matches", a, b),
  },
};
