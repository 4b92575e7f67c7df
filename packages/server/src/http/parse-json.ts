/** JSON of strangers: bounded before it costs anything, and without keys that would change what objects are. */
import { EvenhandError } from "@evenhand/contract";

export interface JsonLimits {
  /** Deepest nesting of lists and objects. */
  readonly depth: number;
  /** Most values, counted by their commas and brackets. */
  readonly values: number;
  /** Whether strings may hold U+0000, which PostgreSQL's text cannot store. */
  readonly nul: boolean;
  /** Whether keys that reach prototypes are left for the caller to refuse, by {@link refusePoison}. */
  readonly poison?: boolean;
}

/** What API operations accept. An event inside has tighter limits of its own. */
export const JSON_LIMITS: JsonLimits = { depth: 32, values: 1_000_000, nul: false };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
/** `u0000`, as it follows a backslash. */
const NUL_ESCAPE = Buffer.from("u0000", "ascii");

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Parses a body. One pass over the bytes bounds nesting and size first, so that hostile input is refused before
 * anything is built from it.
 *
 * @throws EvenhandError EH_JSON_INVALID, EH_JSON_TOO_DEEP, EH_JSON_KEY_FORBIDDEN
 */
export function parseJson(bytes: Uint8Array, limits: JsonLimits = JSON_LIMITS): unknown {
  checkShape(bytes, limits);
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch (error) {
    throw new EvenhandError("EH_JSON_INVALID", "The body is not UTF-8.", [], { cause: error });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = text.trim() === "" ? "it is empty" : (error as Error).message;
    throw new EvenhandError("EH_JSON_INVALID", `The body is not JSON: ${reason}.`, [], { cause: error });
  }
  if (limits.poison !== true && SUSPECT.test(text)) refusePoison(value);
  return value;
}

/** Whether the text may hold a key `__proto__` or `constructor`, also with escapes in it; false alarms cost a walk. */
const SUSPECT = /__proto__|"constructor"|\\u00[567]/i;

function checkShape(bytes: Uint8Array, limits: JsonLimits): void {
  let depth = 0;
  let values = 1;
  let inString = false;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i];
    if (inString) {
      if (byte === QUOTE) inString = false;
      else if (byte === BACKSLASH) {
        if (!limits.nul && isNulEscape(bytes, i + 1)) {
          throw new EvenhandError("EH_JSON_INVALID", "A string holds the character U+0000, which is not accepted.");
        }
        i += 1;
      }
    } else if (byte === QUOTE) {
      inString = true;
    } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth += 1;
      values += 1;
      if (depth > limits.depth) throw tooDeep(`it is nested deeper than ${limits.depth} levels`);
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      depth -= 1;
    } else if (byte === COMMA) {
      values += 1;
    }
    if (values > limits.values) throw tooDeep(`it has more than ${limits.values} values`);
  }
}

function isNulEscape(bytes: Uint8Array, at: number): boolean {
  return NUL_ESCAPE.every((byte, i) => bytes[at + i] === byte);
}

/**
 * Looks through everything for keys that reach an object's prototype when objects are copied.
 *
 * @throws EvenhandError EH_JSON_KEY_FORBIDDEN
 */
export function refusePoison(value: unknown): void {
  const stack: unknown[] = [value];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (typeof top !== "object" || top === null) continue;
    if (Object.hasOwn(top, "__proto__")) throw forbidden("__proto__");
    const { constructor: made } = top as { constructor?: unknown };
    const ownConstructor = Object.hasOwn(top, "constructor") && typeof made === "object" && made !== null;
    if (ownConstructor && Object.hasOwn(made, "prototype")) throw forbidden("constructor.prototype");
    for (const child of Object.values(top)) if (typeof child === "object" && child !== null) stack.push(child);
  }
}

function tooDeep(why: string): EvenhandError {
  return new EvenhandError("EH_JSON_TOO_DEEP", `The JSON is not read: ${why}. Send less in one request.`);
}

function forbidden(key: string): EvenhandError {
  return new EvenhandError("EH_JSON_KEY_FORBIDDEN", `No object may have the key "${key}". Leave it out.`);
}
