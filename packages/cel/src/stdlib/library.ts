import { CONVERSIONS } from "./conversions.js";
import type { Library, LibraryFunction } from "./overload.js";
import { STRING_EXTENSIONS } from "./string-extensions.js";
import { TEXT } from "./text.js";
import { TIME } from "./time.js";

const LIBRARY: Library = { ...CONVERSIONS, ...TEXT, ...TIME, ...STRING_EXTENSIONS };

/** The standard function of a name, number of arguments (with the receiver) and way of calling; undefined if none. */
export function libraryFunction(name: string, args: number, asMethod: boolean): LibraryFunction | undefined {
  const found = Object.hasOwn(LIBRARY, name) ? LIBRARY[name]! : undefined;
  if (found === undefined || !found.arity.includes(args)) return undefined;
  return found.style === "both" || (found.style === "method") === asMethod ? found : undefined;
}
