import { MAX_BUILT } from "../runtime/budget.js";
import type { Frame } from "../runtime/frame.js";
import { CelError } from "../values/error.js";
import { codePointLength, isBasic } from "../values/strings.js";
import { built } from "./arithmetic.js";
import { formatText } from "./format-text.js";
import { type Implementation, type Library, type LibraryFunction, noOverload } from "./overload.js";
import { findLast } from "./search.js";
import { searchLastUnits, searchUnits, walkUnits } from "./units.js";

function outOfRange(index: number | bigint): CelError {
  return new CelError("EH_CEL_INDEX", `index out of range: ${index}`);
}

function isIndex(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** UTF-16 offset of a code point. */
function unitOffset(text: string, codePoint: number): number {
  if (isBasic(text)) return codePoint;
  let offset = 0;
  for (let count = 0; count < codePoint; count++) offset += text.codePointAt(offset)! > 0xffff ? 2 : 1;
  return offset;
}

const charAt: Implementation = (frame, text, index) => {
  if (typeof text !== "string" || !isIndex(index)) return noOverload("charAt", text, index);
  if (!frame.charge(walkUnits(text.length))) return frame.overBudget(-1);
  const size = codePointLength(text);
  if (index < 0 || index > size) return outOfRange(index);
  const at = unitOffset(text, Number(index));
  return at >= text.length ? "" : String.fromCodePoint(text.codePointAt(at)!);
};

const substring: Implementation = (frame, text, start, end) => {
  if (typeof text !== "string" || !isIndex(start) || (end !== undefined && !isIndex(end))) {
    return noOverload("substring", text, start, ...(end === undefined ? [] : [end]));
  }
  if (!frame.charge(walkUnits(text.length))) return frame.overBudget(-1);
  const size = codePointLength(text);
  const stop = end ?? size;
  if (start < 0 || start > size) return outOfRange(start);
  if (stop < 0 || stop > size) return outOfRange(stop);
  if (start > stop) return new CelError("EH_CEL_INDEX", `invalid substring range. start: ${start}, end: ${stop}`);
  return text.slice(unitOffset(text, Number(start)), unitOffset(text, Number(stop)));
};

/** `indexOf` and `lastIndexOf`, from the start or end or from a code-point position. */
function finder(name: string, last: boolean): LibraryFunction {
  const run: Implementation = (frame, text, part, from) => {
    if (typeof text !== "string" || typeof part !== "string" || (from !== undefined && !isIndex(from))) {
      return noOverload(name, text, part, ...(from === undefined ? [] : [from]));
    }
    const search = last ? searchLastUnits(text.length, part.length) : searchUnits(text.length, part.length);
    if (!frame.charge(walkUnits(text.length) + search)) return frame.overBudget(-1);
    const size = codePointLength(text);
    if (from !== undefined && (from < 0 || from > size)) return outOfRange(from);
    const offset = from === undefined ? (last ? text.length : 0) : unitOffset(text, Number(from));
    const found = last ? findLast(text, part, offset) : text.indexOf(part, offset);
    return found <= 0 ? found : codePointLength(text.slice(0, found));
  };
  return { arity: [2, 3], style: "method", run };
}

function casing(name: string, letters: RegExp, change: (part: string) => string): LibraryFunction {
  const run: Implementation = (frame, text) => {
    if (typeof text !== "string") return noOverload(name, text);
    return built(frame, text.length, 2) ? text.replace(letters, change) : frame.overBudget(-1);
  };
  return { arity: [1], style: "method", run };
}

const replace: Implementation = (frame, text, from, to, limit) => {
  if (
    typeof text !== "string" ||
    typeof from !== "string" ||
    typeof to !== "string" ||
    !(limit === undefined || isIndex(limit))
  ) {
    return noOverload("replace", text, from, to, ...(limit === undefined ? [] : [limit]));
  }
  if (!frame.charge(searchUnits(text.length, from.length))) return frame.overBudget(-1);
  let left = limit === undefined || limit < 0 ? Infinity : Number(limit);
  const parts: string[] = [];
  let size = 0;
  let done = 0;
  // An empty `from` stands before every character and at the end.
  let at = from === "" ? 0 : text.indexOf(from);
  while (at !== -1 && left > 0) {
    parts.push(text.slice(done, at), to);
    size += at - done + to.length;
    if (size > MAX_BUILT || !frame.charge(4 + (at - done + to.length) / 8)) return frame.overBudget(-1);
    done = at + from.length;
    left--;
    if (from !== "") at = text.indexOf(from, done);
    else if (at >= text.length) at = -1;
    else at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  }
  parts.push(text.slice(done));
  return built(frame, size + text.length - done, 8) ? parts.join("") : frame.overBudget(-1);
};

const split: Implementation = (frame, text, separator, limit) => {
  if (typeof text !== "string" || typeof separator !== "string" || !(limit === undefined || isIndex(limit))) {
    return noOverload("split", text, separator, ...(limit === undefined ? [] : [limit]));
  }
  if (!frame.charge(searchUnits(text.length, separator.length))) return frame.overBudget(-1);
  const most = limit === undefined || limit < 0 ? Infinity : Number(limit);
  if (most === 0) return [];
  if (separator === "") return splitCharacters(frame, text, most);
  const parts: string[] = [];
  let done = 0;
  while (parts.length < most - 1) {
    const at = text.indexOf(separator, done);
    if (at === -1) break;
    if (!frame.charge(4)) return frame.overBudget(-1);
    parts.push(text.slice(done, at));
    done = at + separator.length;
  }
  parts.push(text.slice(done));
  return parts;
};

function splitCharacters(frame: Frame, text: string, most: number): unknown {
  if (!frame.charge(text.length * 2)) return frame.overBudget(-1);
  const characters = Array.from(text);
  if (characters.length <= most) return characters;
  return [...characters.slice(0, most - 1), characters.slice(most - 1).join("")];
}

/** White space of the Unicode property White_Space; U+FEFF and U+180E are none. */
const WHITE_SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

const trim: Implementation = (frame, text) => {
  if (typeof text !== "string") return noOverload("trim", text);
  if (!frame.charge(text.length)) return frame.overBudget(-1);
  let start = 0;
  let end = text.length;
  while (start < end && WHITE_SPACE.test(text[start]!)) start++;
  while (end > start && WHITE_SPACE.test(text[end - 1]!)) end--;
  return text.slice(start, end);
};

const join: Implementation = (frame, list, separator) => {
  if (!Array.isArray(list) || !(separator === undefined || typeof separator === "string")) {
    return noOverload("join", list, ...(separator === undefined ? [] : [separator]));
  }
  const between = separator ?? "";
  let size = 0;
  for (const part of list as readonly unknown[]) {
    if (typeof part !== "string") return noOverload("join", list, ...(separator === undefined ? [] : [separator]));
    size += part.length + between.length;
    if (size > MAX_BUILT || !frame.charge(1)) return frame.overBudget(-1);
  }
  return built(frame, size, 8) ? list.join(between) : frame.overBudget(-1);
};

const QUOTED: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  '"': '\\"',
};

const quote: Implementation = (frame, text) => {
  if (typeof text !== "string") return noOverload("strings.quote", text);
  if (!built(frame, text.length * 2, 2)) return frame.overBudget(-1);
  // eslint-disable-next-line no-control-regex -- these are the characters to escape
  return `"${text.replace(/[\u0007-\r"\\]/g, (char) => QUOTED[char]!)}"`;
};

/** The strings extension of the official repository. */
export const STRING_EXTENSIONS: Library = {
  charAt: { arity: [2], style: "method", run: charAt },
  substring: { arity: [2, 3], style: "method", run: substring },
  indexOf: finder("indexOf", false),
  lastIndexOf: finder("lastIndexOf", true),
  lowerAscii: casing("lowerAscii", /[A-Z]+/g, (part) => part.toLowerCase()),
  upperAscii: casing("upperAscii", /[a-z]+/g, (part) => part.toUpperCase()),
  replace: { arity: [3, 4], style: "method", run: replace },
  split: { arity: [2, 3], style: "method", run: split },
  trim: { arity: [1], style: "method", run: trim },
  join: { arity: [1, 2], style: "method", run: join },
  format: { arity: [2], style: "method", run: formatText },
  "strings.quote": { arity: [1], style: "function", run: quote },
};
