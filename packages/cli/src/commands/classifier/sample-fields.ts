import { EvenhandError, type Problem } from "@evenhand/contract";
import type { TextSample } from "@evenhand/matching";
import type { SampleOptions } from "./sample-options.js";

/** A row or line: a sample, what is wrong with it, or neither where it has no text or no label. */
export type SampleRecord =
  | { readonly number: number; readonly sample: TextSample }
  | { readonly number: number; readonly problem: Problem }
  | { readonly number: number; readonly missing: "text" | "label" };

/** Two or three letters, so that no usual name of a column is one. */
const LANGUAGE_TAG = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$/;

/** Gives the value of a column or path, or undefined where there is none. */
type Look = (name: string) => string | undefined;

/** Makes samples of rows or lines. */
export type SampleMaker = (number: number, look: Look) => SampleRecord;

/** @param has whether there is a column of this name; a path of JSON may be anywhere */
export function sampleMaker(options: SampleOptions, has: (name: string) => boolean): SampleMaker {
  const { lang, group, source, time } = options;
  const langTag = lang !== undefined && !has(lang) && LANGUAGE_TAG.test(lang) ? lang : undefined;
  const maybe = (look: Look, name: string | undefined): string | undefined =>
    name === undefined ? undefined : look(name)?.trim();
  return (number, look) => {
    const text = look(options.text);
    if (text === undefined || text.trim() === "") return { number, missing: "text" };
    const label = look(options.label)?.trim();
    if (label === undefined || label === "") return { number, missing: "label" };
    return {
      number,
      sample: {
        text,
        label,
        lang: langTag ?? maybe(look, lang),
        group: maybe(look, group),
        source: maybe(look, source),
        time: maybe(look, time),
      },
    };
  };
}

/**
 * Positions of the columns of a table.
 * @throws EvenhandError EH_CSV_COLUMN that lists the columns there are
 */
export function columnLook(
  header: readonly string[],
  options: SampleOptions,
  file: string,
): { readonly has: (name: string) => boolean; readonly look: (fields: readonly string[]) => Look } {
  const names = header.map((name) => name.trim());
  const places = new Map<string, number>();
  // The first of two columns with one name.
  for (const [at, name] of names.entries()) if (!places.has(name)) places.set(name, at);
  const wanted = ["text", "label", "group", "source", "time", "lang"] as const;
  for (const option of wanted) {
    const name = options[option];
    if (name === undefined || places.has(name) || (option === "lang" && LANGUAGE_TAG.test(name))) continue;
    const near = names.find((known) => known.toLowerCase() === name.toLowerCase());
    const hint = near === undefined ? "" : ` Did you mean ${JSON.stringify(near)}?`;
    throw new EvenhandError(
      "EH_CSV_COLUMN",
      `${file} has no column ${JSON.stringify(name)} (asked for by --${option}).${hint} Columns: ${names.map((known) => JSON.stringify(known)).join(", ")}.`,
    );
  }
  return {
    has: (name) => places.has(name),
    look: (fields) => (name) => fields[places.get(name) ?? -1],
  };
}

/** Looks up paths such as `data.item.text.body` in a JSON object. `null` reads as `none`. */
export function pathLook(value: unknown): Look {
  return (path) => {
    let at = value;
    for (const part of path.split(".")) {
      if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) return undefined;
      at = (at as Readonly<Record<string, unknown>>)[part];
    }
    if (at === null) return "none";
    return typeof at === "string" || typeof at === "number" || typeof at === "boolean" ? String(at) : undefined;
  };
}
