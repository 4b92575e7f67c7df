import type { DataReport } from "@evenhand/server";
import { EXIT, type Io } from "../../io.js";
import { type Colours, coloursFor } from "../../output/colours.js";
import { count } from "../../output/count.js";
import { CountProgress } from "../../output/count-progress.js";
import { print } from "../../output/print.js";
import { safeLine } from "../../output/safe-text.js";
import { whileStopped } from "./while-stopped.js";

interface CheckOptions {
  readonly from?: string;
  readonly json?: true;
}

const LISTED = 20;

/** `evenhand data check`: the journal is whole, and standings are the fold of their strikes. Nothing is put right. */
export async function checkData(options: CheckOptions, io: Io): Promise<number> {
  const { loadOperator, storePlace } = await import("@evenhand/server");
  const { checkData: check } = await loadOperator();
  const progress = new CountProgress(io, "entries");
  let report: DataReport;
  try {
    report = await whileStopped("Data can be checked", () =>
      check(storePlace(io.env, options.from), { onProgress: (done, of) => progress.update(done, of && done / of) }),
    );
  } finally {
    progress.stop();
  }
  await print(io, ...(options.json ? [JSON.stringify(report)] : describe(report, coloursFor(io.stdout, io.env))));
  return report.ok ? EXIT.done : EXIT.differences;
}

function describe({ journal, standings }: DataReport, { red, green }: Colours): string[] {
  const { accounts, differing } = standings;
  const erased = journal.erased === 0 ? "" : `, ${journal.erased.toLocaleString("en")} of them erased`;
  return [
    journal.ok
      ? `${green("Journal whole")}: entries ${journal.first} to ${journal.last}${erased}; every commitment fits.`
      : `${red("Journal broken")}: ${count(journal.problemCount, "problem")} in ${count(journal.entries, "entry").replace(/entrys$/, "entries")}.`,
    ...journal.problems.slice(0, LISTED).map(({ message }) => `  ${safeLine(message)}`),
    differing.length === 0
      ? `${green("Standings agree")} with the fold of their strikes: ${count(accounts, "account")}.`
      : `${red("Standings differ")} from the fold of their strikes: ${count(differing.length, "account")} of ${accounts}. \`evenhand standing rebuild\` puts them right.`,
    ...differing
      .slice(0, LISTED)
      .map(({ account, stored, folded }) => `  ${safeLine(account)}: stored ${stored}, folded ${folded}`),
  ];
}
