import pg from "pg";

type Parser = (text: string) => unknown;

/** Object ids of types; https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat */
const TEXT_ARRAY = 1009;
const TIMESTAMPTZ = 1184;

/** pg's own; its types name only the object ids that it knows. */
const parserOf = pg.types.getTypeParser as (oid: number, format?: string) => Parser;

const PARSERS: Readonly<Record<number, Parser>> = {
  // int8, int8[]
  20: parseInteger,
  1016: (text) => readArray(text).map((item) => (item === null ? null : parseInteger(item))),
  // timestamp, date
  1114: (text) => parserOf(TIMESTAMPTZ)(/^-?infinity$/.test(text) ? text : text.replace(/( BC)?$/, "+00$1")),
  1082: (text) => text,
};

/**
 * How values of PostgreSQL are read: `int8` as a number, or a bigint beyond 2^53; times as a Date, those without zone
 * taken as UTC; dates as text (`2026-01-31`); everything else as pg has it, so JSON parsed and `numeric` as text.
 */
export const VALUE_TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: string): Parser =>
    (format === "binary" ? undefined : PARSERS[oid]) ?? parserOf(oid, format),
};

function parseInteger(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

function readArray(text: string): (string | null)[] {
  return parserOf(TEXT_ARRAY)(text) as (string | null)[];
}
