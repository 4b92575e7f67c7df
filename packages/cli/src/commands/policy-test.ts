import { join } from "node:path";
import { EvenhandError } from "@evenhand/contract";
import { type CaseReport, type CaseResult, runCases } from "@evenhand/policy";
import { EXIT, type Io } from "../io.js";
import { openSoundPolicy } from "../load-policy.js";
import { type Colours, coloursFor } from "../output/colours.js";
import { count } from "../output/count.js";
import { print } from "../output/print.js";
import { safeBlock } from "../output/safe-text.js";

interface TestOptions {
  readonly only?: string;
  readonly all?: true;
  readonly json?: true;
}

/**
 * `evenhand policy test DIR`: runs the policy's cases.
 *
 * @returns 1 where a case fails
 */
export async function testPolicy(folder: string, options: TestOptions, io: Io): Promise<number> {
  const { compiled, cases } = await openSoundPolicy(folder);
  const { only } = options;
  const chosen =
    only === undefined ? cases : cases.filter((doc) => doc.name.toLowerCase().includes(only.toLowerCase()));
  if (only !== undefined && chosen.length === 0) {
    throw new EvenhandError("EH_CASE_UNKNOWN", `No case of ${folder} has "${only}" in its name.`);
  }
  const report = runCases(compiled, chosen);
  if (options.json) await print(io, JSON.stringify(report));
  else await print(io, ...describe(report, folder, options, coloursFor(io.stdout, io.env)));
  return report.failed > 0 ? EXIT.differences : EXIT.done;
}

function describe(report: CaseReport, folder: string, options: TestOptions, colours: Colours): string[] {
  const { results, passed, failed, runs, untestedDetectors } = report;
  const lines = results.flatMap((result) => caseLines(result, folder, options, colours));
  const verdict =
    failed === 0 ? colours.green(`${passed} passed`) : `${passed} passed, ${colours.red(`${failed} failed`)}`;
  lines.push(`${count(results.length, "case")}, ${verdict}; ${count(runs, "decision")} with swaps`);
  if (options.only === undefined && untestedDetectors.length > 0)
    lines.push(colours.yellow(`No case makes these detectors hold: ${untestedDetectors.join(", ")}`));
  return lines;
}

function caseLines(
  { name, where, ok, differences }: CaseResult,
  folder: string,
  options: TestOptions,
  colours: Colours,
): string[] {
  if (ok) return options.all || options.only !== undefined ? [`${colours.green("✓")} ${safeBlock(name)}`] : [];
  return [
    `${colours.red("✗")} ${colours.bold(safeBlock(name))}  ${colours.dim(join(folder, where))}`,
    ...differences.map((difference) => `    ${safeBlock(difference)}`),
  ];
}
