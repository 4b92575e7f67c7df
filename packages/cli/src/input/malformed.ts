import { EvenhandError, type Problem } from "@evenhand/contract";
import type { EventInput, InputRecord } from "./input-record.js";

type Source = Pick<EventInput, "name" | "unit">;
type Malformed = Extract<InputRecord, { ok: false }>;

/** A problem of a line or row with the file and number before its own place. */
export function atPlace(problem: Problem, { name, unit }: Source, { number }: { readonly number: number }): Problem {
  const place = `${name}, ${unit} ${number}`;
  return { ...problem, where: problem.where ? `${place}, ${problem.where}` : place };
}

/** The error that `--strict` ends with. */
export function malformed(source: Source, record: Malformed): EvenhandError {
  return new EvenhandError(
    "EH_INPUT_MALFORMED",
    `Stopped at ${source.name}, ${source.unit} ${record.number}, as --strict asks. Mend it, or leave --strict out to skip it.`,
    record.problems.map((problem) => atPlace(problem, source, record)),
  );
}
