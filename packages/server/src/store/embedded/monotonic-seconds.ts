/** Whole seconds of a clock that every thread shares and that nobody sets; never 0. */
export function monotonicSeconds(): number {
  return Number(process.hrtime.bigint() / 1_000_000_000n) + 1;
}
