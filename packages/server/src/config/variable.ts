/** Kinds of environment variables: how each is read, and what it may hold in words. */

/** A value, or the sentence that says what is wrong with the text; without the name of the variable. */
export type Read<T> = { readonly value: T } | { readonly problem: string };

/** How a text becomes a value. */
export interface Kind<T> {
  /** What it may hold, for documentation: `whole number, 1 to 65535`. */
  readonly holds: string;
  read(text: string): Read<T>;
}

/** One variable as the table of the configuration declares it. */
export interface Variable<T = unknown> {
  readonly kind: Kind<T>;
  /** As it would be written in the environment; undefined: there is none, and `absent` says what happens then. */
  readonly default: string | undefined;
  readonly absent?: string | undefined;
  /** `events`, `days`, `milliseconds`; shown after the value. */
  readonly unit?: string | undefined;
  readonly description: string;
}

/** Helps the compiler tie a variable to its type, and to whether it has a default. */
export function variable<T, const D extends string | undefined>(
  declared: Variable<T> & { readonly default: D },
): Variable<T> & { readonly default: D } {
  return declared;
}

/** Any text of one line. */
export const text: Kind<string> = {
  holds: "text",
  // oxlint-disable-next-line no-control-regex
  read: (given) => (/[\u0000-\u001f]/.test(given) ? { problem: "holds a control character" } : { value: given }),
};

/** A whole number within bounds, in digits alone. */
export function whole(minimum: number, maximum: number): Kind<number> {
  const holds = `whole number, ${minimum} to ${maximum}`;
  return {
    holds,
    read(given) {
      const value = Number(given);
      const fits = /^\d{1,15}$/.test(given) && value >= minimum && value <= maximum;
      return fits ? { value } : { problem: `is ${quoted(given)}, and should be a ${holds}` };
    },
  };
}

/** One of several words. */
export function oneOf<const W extends string>(...words: readonly W[]): Kind<W> {
  const holds = words.map((word) => `\`${word}\``).join(", ");
  return {
    holds,
    read(given) {
      const value = words.find((word) => word === given);
      return value === undefined
        ? { problem: `is ${quoted(given)}, and should be one of ${words.join(", ")}` }
        : { value };
    },
  };
}

/** `true` or `false`. */
export const yesNo: Kind<boolean> = {
  holds: "`true` or `false`",
  read: (given) =>
    given === "true" || given === "false"
      ? { value: given === "true" }
      : { problem: `is ${quoted(given)}, and should be true or false` },
};

/** Items between commas; an empty text is an empty list. */
export function list<T>(
  item: Kind<T>,
  holds: string,
  check?: (items: readonly T[]) => string | undefined,
): Kind<readonly T[]> {
  return {
    holds,
    read(given) {
      const values: T[] = [];
      for (const part of given.trim() === "" ? [] : given.split(",")) {
        const read = item.read(part.trim());
        if ("problem" in read) return { problem: `has an item that ${read.problem}` };
        values.push(read.value);
      }
      const problem = check?.(values);
      return problem === undefined ? { value: values } : { problem };
    },
  };
}

/** A URL of one of some schemes. Values are never shown: such a URL can hold a password. */
export function url(...schemes: readonly string[]): Kind<string> {
  const holds = schemes.map((scheme) => `${scheme}://…`).join(" or ");
  return {
    holds: `URL, ${holds}`,
    read(given) {
      const fits = URL.canParse(given) && schemes.includes(new URL(given).protocol.slice(0, -1));
      return fits ? { value: given } : { problem: `is not a URL that begins with ${holds}` };
    },
  };
}

/** A value in a message, cut to a length at which it still helps. */
function quoted(given: string): string {
  return JSON.stringify(given.length > 40 ? `${given.slice(0, 40)}…` : given);
}
