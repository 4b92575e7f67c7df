import { type Command, InvalidArgumentError } from "commander";
import type { Io } from "../../io.js";
import { commandGroup, examples } from "../command-group.js";
import { addRemoteOptions } from "../remote.js";
import { tailJournal } from "./tail-journal.js";
import { verifyJournal } from "./verify-journal.js";

const HELP = `
The journal is the record of every act: decisions, measures, statements, policies, keys, views of personal data. It has one
order, without gaps, and no entry can be changed without it showing.

  $ evenhand journal tail                          what happens from now on
  $ evenhand journal tail --after 0                everything from the first entry on
  $ evenhand journal tail --acts 'measure.*'       only measures
  $ evenhand journal verify                        compute every commitment again

These commands need a key with the scope journal:read: set EVENHAND_KEY.`;

/** The command `evenhand journal` with its own commands. */
export function journalCommand(io: Io, report: (code: number) => void, parent: Command): Command {
  const journal = commandGroup("journal", "follow and verify the record of every act", HELP, parent);

  addRemoteOptions(journal.command("tail").description("print entries as they are written, until Ctrl-C"))
    .option(
      "--after <seq>",
      "begin after this entry; 0: with the first (default: with what happens from now on)",
      entryNumber,
    )
    .option("--acts <list>", "only these, with commas: measure.applied, or measure.* for all that begin so")
    .option("--account <id>", "only what concerns this account")
    .option("--until-now", "end at the newest entry instead of waiting for more")
    .option("--json", "print entries as they are, one JSON object per line")
    .addHelpText(
      "after",
      `${examples(
        "evenhand journal tail --after 0 --until-now",
        "evenhand journal tail --acts 'measure.*,statement.issued' --json | jq .data",
        "evenhand journal tail --account u42 --after 0",
      )}\n\nAn interruption is waited out, and the reading goes on where it was. At the end, stderr says where to read on.`,
    )
    .action(async (options) => report(await tailJournal(options, io)));

  addRemoteOptions(
    journal.command("verify").description("read the whole journal, and compute here whether any entry was changed"),
  )
    .option("--after <seq>", "begin after this entry", entryNumber, 0)
    .option("--json", "print the result as one JSON object")
    .addHelpText(
      "after",
      `${examples("evenhand journal verify")}\n\nExit codes: 0 whole · 1 changed or incomplete · 2 bad input`,
    )
    .action(async (options) => report(await verifyJournal(options, io)));
  return journal;
}

/** A journal entry's number, or 0. */
function entryNumber(text: string): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(number)) throw new InvalidArgumentError("It is the number of an entry, or 0.");
  return number;
}
