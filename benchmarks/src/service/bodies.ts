import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const HARBOUR = fileURLToPath(new URL("../../../examples/harbour/events.jsonl", import.meta.url));

interface Template {
  time: string;
  id: string;
  source: string;
  data: { item?: { id: string } & Record<string, unknown>; expect?: unknown } & Record<string, unknown>;
}

/**
 * Events of the sample community, over and over: new ids and items, dated now. The mix of types, authors, texts and broken
 * rules is Harbour's own.
 *
 * @param run keeps the ids of one run apart from another's
 */
export function harbourEvents(count: number, run: string): object[] {
  const templates = readFileSync(HARBOUR, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Template);
  const start = Date.now();
  return Array.from({ length: count }, (_, n) => {
    const template = templates[n % templates.length] as Template;
    const { item, expect: _label, ...data } = template.data;
    return {
      ...template,
      id: `${run}-${n}`,
      // A tenth of a millisecond apart: counters see a busy forum, not one moment.
      time: new Date(start + n / 10).toISOString(),
      data: { ...data, ...(item === undefined ? {} : { item: { ...item, id: `${run}-${n}-${item.id}` } }) },
    };
  });
}

/** One body an event. */
export function singles(count: number, run: string): Buffer[] {
  return harbourEvents(count, run).map((event) => Buffer.from(JSON.stringify(event)));
}

/** Bodies of `size` events. */
export function batches(count: number, size: number, run: string): Buffer[] {
  const events = harbourEvents(count * size, run);
  return Array.from({ length: count }, (_, n) => Buffer.from(JSON.stringify(events.slice(n * size, (n + 1) * size))));
}
