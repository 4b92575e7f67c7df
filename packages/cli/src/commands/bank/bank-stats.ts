import type { BankStatsBody } from "@evenhand/contract";
import { EXIT, type Io } from "../../io.js";
import { print } from "../../output/print.js";
import { safeLine } from "../../output/safe-text.js";
import { openRemote, type RemoteOptions } from "../remote.js";
import { bankPath } from "./bank-options.js";

interface StatsOptions extends RemoteOptions {
  readonly days?: number;
  readonly json?: true;
}

/** Entries that are named of each list. */
const SHOWN = 10;
const TIMEOUT_MS = 120_000;

/** `evenhand bank stats BANK` */
export async function bankStats(name: string, options: StatsOptions, io: Io): Promise<number> {
  const stats = await openRemote(options, io).ask<BankStatsBody>(bankPath(name, "stats"), {
    query: { days: options.days },
    timeoutMs: TIMEOUT_MS,
  });
  if (options.json) await print(io, JSON.stringify(stats));
  else await print(io, ...linesOf(stats).map((line) => safeLine(line)));
  return EXIT.done;
}

function linesOf(stats: BankStatsBody): string[] {
  const { bank, kind, live, days, entries, hits, overturned, dead, overturnedEntries, duplicates, covered, noisy } =
    stats;
  const list = (title: string, total: number, names: readonly string[]): string[] =>
    total === 0 ? [] : ["", `${title}: ${total}`, ...names.slice(0, SHOWN).map((one) => `  ${one}`)];
  return [
    `${bank}: a bank of ${kind}${live ? ", live" : ""}; ${entries.policy} of the policy, ${entries.live} added`,
    `${hits} hits in ${days} days, ${overturned} of them overturned`,
    ...list(
      "never hit",
      dead.total,
      dead.items.map(({ name }) => name),
    ),
    ...list(
      "mostly overturned",
      overturnedEntries.total,
      overturnedEntries.items.map(({ name, hits: all, overturned: wrong }) => `${name}: ${wrong} of ${all}`),
    ),
    ...list(
      "say the same",
      duplicates.total,
      duplicates.items.map(({ entries: same }) => same.map(({ name }) => name).join(" = ")),
    ),
    ...list(
      "found by others anyway",
      covered.total,
      covered.items.map(({ name, by }) => `${name}: by ${by.name}`),
    ),
    ...list(
      `hit much of ${noisy.sample} ordinary items`,
      noisy.total,
      noisy.items.map(({ name, hits: some }) => `${name}: ${some}`),
    ),
    ...(stats.notDone.length === 0 ? [] : ["", ...stats.notDone]),
  ];
}
