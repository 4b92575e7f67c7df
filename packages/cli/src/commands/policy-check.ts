import type { Problem } from "@evenhand/contract";
import { lintPolicy } from "@evenhand/policy";
import { readSample } from "../input/read-sample.js";
import { EXIT, type Io } from "../io.js";
import { inFolder, openPolicy, type PolicyFolder } from "../load-policy.js";
import { coloursFor } from "../output/colours.js";
import { count } from "../output/count.js";
import { formatProblem } from "../output/format-problem.js";
import { print } from "../output/print.js";

interface CheckOptions {
  readonly json?: true;
  readonly strict?: true;
  readonly sample?: string;
}

/**
 * `evenhand policy check DIR`: every error and warning with its place.
 *
 * @returns 2 where there are errors; with --strict, 1 where there are warnings
 */
export async function checkPolicy(folder: string, options: CheckOptions, io: Io): Promise<number> {
  const opened = await openPolicy(folder);
  const problems = [...opened.problems, ...(await lint(opened, options, io))].toSorted(byPlace);
  const errors = problems.filter((problem) => problem.severity !== "warning").length;
  const warnings = problems.length - errors;
  if (options.json) {
    const version = opened.policy?.version ?? null;
    await print(io, JSON.stringify({ policy: errors === 0 ? version : null, errors, warnings, problems }));
  } else {
    const colours = coloursFor(io.stdout, io.env);
    const lines = problems.map((problem) => formatProblem(inFolder(problem, folder), colours));
    await print(io, ...lines, summary(opened, errors, warnings));
  }
  if (errors > 0) return EXIT.badInput;
  return options.strict && warnings > 0 ? EXIT.differences : EXIT.done;
}

async function lint({ policy, compiled }: PolicyFolder, options: CheckOptions, io: Io): Promise<readonly Problem[]> {
  if (policy === undefined) return [];
  const sample = options.sample === undefined ? [] : await readSample(options.sample, io);
  return lintPolicy(policy, compiled, { sample });
}

function summary({ policy, cases }: PolicyFolder, errors: number, warnings: number): string {
  const found = `${count(errors, "error")}, ${count(warnings, "warning")}`;
  if (policy === undefined || errors > 0) return found;
  const { name, version, rules, clauses, detectors, banks } = policy;
  const parts = [
    count(rules.length, "rule"),
    count(clauses.length, "clause"),
    count(detectors.length, "detector"),
    count(banks.length, "bank"),
    count(cases.length, "case"),
  ];
  return `${name}: ${parts.join(", ")}\n${found}\n${version}`;
}

/** By file, then line, then column; the numbers as numbers. */
function byPlace(a: Problem, b: Problem): number {
  return (a.where ?? "").localeCompare(b.where ?? "", "en", { numeric: true });
}
