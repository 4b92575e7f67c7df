import type { Event, Problem } from "@evenhand/contract";

/** What a careful person would have found, as the input says it. */
export interface Label {
  /** Whether there is something to find. */
  readonly positive: boolean;
  /** Clauses that count as having found it; undefined: any clause. */
  readonly clauses: readonly string[] | undefined;
}

/** One line or row of the input: an event, or why it is none. `number` counts from 1. */
export type InputRecord =
  | {
      readonly ok: true;
      readonly number: number;
      readonly event: Event;
      /** By name of the label (a CSV column, or `expect`); undefined where the input has no labels. */
      readonly labels: ReadonlyMap<string, Label> | undefined;
    }
  | { readonly ok: false; readonly number: number; readonly problems: readonly Problem[] };

/** Events from somewhere, in bounded memory. */
export interface EventInput {
  readonly name: string;
  /** What `number` counts. */
  readonly unit: "line" | "row";
  /** Bytes in all, where known. */
  readonly size: number | undefined;
  /**
   * Whether the times of the events are made up (rows without times). Their present is then the row at hand, not the
   * clock on the wall.
   */
  readonly inventedTimes: boolean;
  /** Records in order, some at a time. The consumer's pace sets the pace of reading. */
  batches(): AsyncIterable<readonly InputRecord[]>;
  /** Bytes read so far. */
  bytesRead(): number;
}
