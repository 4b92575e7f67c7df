import type { UsedEntry } from "@evenhand/policy";
import { type RawBuilder, sql } from "kysely";

/** How often entries hit, by the day of the decision. */
export class HitTally {
  readonly #counts = new Map<
    string,
    { readonly bank: string; readonly entry: string; readonly day: string; times: number }
  >();

  get size(): number {
    return this.#counts.size;
  }

  /** @param decision its id, which tells the day */
  add(decision: string, entries: readonly UsedEntry[]): void {
    const day = dayOf(decision);
    for (const { bank, entry } of entries) {
      const key = `${day}\n${bank}\n${entry}`;
      const count = this.#counts.get(key);
      if (count === undefined) this.#counts.set(key, { bank, entry, day, times: 1 });
      else count.times += 1;
    }
  }

  /** As `t (bank, entry, day, …)` for a statement, in the order in which rows are locked. */
  rows(count: "hits" | "overturned"): RawBuilder<unknown> {
    const all = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
    return sql`unnest(${all.map(({ bank }) => bank)}::text[], ${all.map(({ entry }) => entry)}::text[],
      ${all.map(({ day }) => day)}::date[], ${all.map(({ times }) => times)}::int[]) as t (bank, entry, day, ${sql.ref(count)})`;
  }
}

/** The day in UTC on which an id was made: UUIDv7 begins with the milliseconds. */
function dayOf(id: string): string {
  return new Date(Number.parseInt(id.replace("-", "").slice(0, 12), 16)).toISOString().slice(0, 10);
}
