/** What a row of the counter log holds, as plain data. */

/** Times of one key. */
export interface LogGroup {
  readonly key: string;
  /** Milliseconds since the epoch, ascending; equal ones in the order in which they were added. */
  readonly times: number[];
  /** One for each time, where the counter has values. */
  readonly values: string[] | undefined;
}

/** What a row holds of one counter. */
export interface LogSection {
  /** `counterDefinition` of the policy package. */
  readonly definition: string;
  /** How long an entry can be read after its time: window and lateness, in milliseconds. */
  readonly keepMs: number;
  /** Whether everything that older rows hold of this definition is void: it was computed anew from here on. */
  readonly reset: boolean;
  /**
   * Where the counter is still being computed from stored events: the id of the newest one that is in. Sections that come
   * later say what holds; one without it, that the counter is complete.
   */
  readonly open: string | undefined;
  readonly groups: readonly LogGroup[];
}

/** How many times the sections hold. */
export function countEntries(sections: readonly LogSection[]): number {
  let entries = 0;
  for (const { groups } of sections) for (const { times } of groups) entries += times.length;
  return entries;
}
