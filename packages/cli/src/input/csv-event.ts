import type { Problem } from "@evenhand/contract";
import type { CsvColumns } from "./csv-columns.js";
import { parseCsvTime } from "./csv-time.js";
import type { Label } from "./input-record.js";

/** Where rows without times are placed: far enough apart that they do not count together as a flood. */
const TIMELINE_START = Date.UTC(2000, 0, 1);
const TIMELINE_STEP = 10 * 60 * 1000;
const YEAR = 365 * 24 * 60 * 60 * 1000;

/**
 * The event of a row, not yet checked, or what is wrong with the row.
 *
 * @param number of the row, from 1
 * @param source of the event
 */
export function csvEvent(
  number: number,
  fields: readonly string[],
  columns: CsvColumns,
  source: string,
  labels: ReadonlyMap<string, Label> | undefined,
): { readonly problem: Problem } | { readonly event: object } {
  const field = (column: number | undefined): string | undefined => (column === undefined ? undefined : fields[column]);
  const body = field(columns.text);
  if (body === undefined) {
    return refuse("EH_CSV_ROW", `The row ends after ${fields.length} fields, before the text.`);
  }
  const written = field(columns.time);
  const ms = columns.time === undefined ? timeOfRow(number) : parseCsvTime(written ?? "");
  if (ms === undefined) {
    return refuse(
      "EH_CSV_TIME",
      `"${(written ?? "").slice(0, 40)}" is no time. Write it as 2026-03-02T08:15:00Z or in Unix seconds.`,
    );
  }
  const time = new Date(ms).toISOString();
  const id = field(columns.id) || `row-${number}`;
  const author = field(columns.actor) || `author-of-${id}`.slice(0, 256);
  const title = field(columns.title);
  const lang = langOf(fields, columns);
  const expected = expectation(labels);
  const event = {
    specversion: "1.0",
    id,
    source,
    type: "post.created",
    time,
    data: {
      actor: {
        id: author,
        handle: author,
        kind: "person",
        createdAt: new Date(ms - YEAR).toISOString(),
        verified: false,
        ...(lang && { locale: lang }),
        ageBand: "adult",
        followers: 50,
        following: 50,
        posts: 200,
      },
      item: {
        id,
        kind: "post",
        surface: "post",
        text: { ...(title && { title }), body, ...(lang && { lang }) },
        createdAt: time,
      },
      ...(expected && { expect: expected }),
    },
  };
  return { event };
}

function refuse(code: Problem["code"], message: string): { readonly problem: Problem } {
  return { problem: { code, message } };
}

function langOf(fields: readonly string[], columns: CsvColumns): string | undefined {
  if (columns.lang === undefined) return undefined;
  return "value" in columns.lang ? columns.lang.value : fields[columns.lang.column]?.trim();
}

/** `data.expect` of a labelled row; undefined where the labels name no clause. */
function expectation(labels: ReadonlyMap<string, Label> | undefined): { clause: string | null } | undefined {
  if (labels === undefined) return undefined;
  const positive = [...labels.values()].find((label) => label.positive);
  if (positive === undefined) return { clause: null };
  const clause = positive.clauses?.[0];
  return clause === undefined ? undefined : { clause };
}

function timeOfRow(row: number): number {
  return TIMELINE_START + row * TIMELINE_STEP;
}
