/** The benchmark cannot go on, or an engine found something else than the others. */
export class BenchmarkError extends Error {
  readonly code = "EH_BENCHMARK";

  constructor(message: string) {
    super(message);
    this.name = "BenchmarkError";
  }
}
