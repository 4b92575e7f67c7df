/** Work that comes round: each job finds what is due in the database, so nothing is lost when the process ends. */
export interface Job {
  /** As metrics and logs call it. */
  readonly name: string;
  /** Milliseconds from the end of one run to the start of the next. */
  readonly everyMs: number;
  /**
   * Does what is due.
   *
   * @returns true where there is more to do at once
   */
  run(signal: AbortSignal): Promise<boolean>;
}
