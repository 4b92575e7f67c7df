import type { Problem } from "@evenhand/contract";
import type { Origin } from "../model.js";
import type { LoadCode } from "./problem-codes.js";

/** Problems that are kept; a folder with more than these needs another kind of help. */
const MAX_PROBLEMS = 2_000;

interface Located {
  readonly origin: Origin;
  readonly problem: Problem;
}

/** Collects what is wrong in a folder, so that one mistake hides no other. */
export class ProblemSink {
  readonly #located: Located[] = [];
  #errors = 0;

  get hasErrors(): boolean {
    return this.#errors > 0;
  }

  /** @returns undefined, which is what a reader gives for what it could not read */
  error(code: LoadCode, origin: Origin, message: string): undefined {
    this.#errors += 1;
    this.#add(code, origin, message, "error");
    return undefined;
  }

  warning(code: LoadCode, origin: Origin, message: string): void {
    this.#add(code, origin, message, "warning");
  }

  #add(code: LoadCode, origin: Origin, message: string, severity: "error" | "warning"): void {
    if (this.#located.length >= MAX_PROBLEMS) return;
    const where = `${origin.file}:${origin.line}:${origin.column}`;
    this.#located.push({ origin, problem: { code, severity, where, message } });
  }

  /** By file, line and column; of one place in the order of being found. */
  problems(): readonly Problem[] {
    return this.#located.toSorted((a, b) => byPlace(a.origin, b.origin)).map(({ problem }) => problem);
  }
}

function byPlace(a: Origin, b: Origin): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
