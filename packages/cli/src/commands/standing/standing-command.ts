import type { Command } from "commander";
import type { Io } from "../../io.js";
import { commandGroup, examples } from "../command-group.js";
import { addRemoteOptions } from "../remote.js";
import { rebuildStanding } from "./rebuild-standing.js";
import { showStanding } from "./show-standing.js";

const HELP = `
An account's standing is the sum of its strikes that have neither expired nor been voided. What is stored is a copy of that
sum; it can be computed anew at any time, and has to agree.

  $ evenhand standing show u42
  $ evenhand standing rebuild`;

/** The command `evenhand standing` with its own commands. */
export function standingCommand(io: Io, report: (code: number) => void, parent: Command): Command {
  const standing = commandGroup("standing", "read and prove the standing of accounts", HELP, parent);

  addRemoteOptions(standing.command("show").description("an account's standing with its strikes"))
    .argument("<account>", "the platform's id of the account")
    .option("--at <time>", "as of a time such as 2026-03-02T08:15:00Z (default: now)")
    .option("--json", "print the result as one JSON object")
    .addHelpText("after", `${examples("evenhand standing show u42")}\n\nNeeds a key with the scope accounts:read.`)
    .action(async (account, options) => report(await showStanding(account, options, io)));

  addRemoteOptions(
    standing.command("rebuild").description("compute every standing anew from strikes, and put right what differs"),
  )
    .option("--json", "print the result as one JSON object")
    .addHelpText(
      "after",
      `${examples("evenhand standing rebuild")}\n\nNeeds a key that may do everything (admin).\n\nExit codes: 0 all agreed · 1 some differed, and are right now · 2 bad input`,
    )
    .action(async (options) => report(await rebuildStanding(options, io)));
  return standing;
}
