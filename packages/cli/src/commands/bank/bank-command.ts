import { type Command, InvalidArgumentError, Option } from "commander";
import type { Io } from "../../io.js";
import { commandGroup, examples } from "../command-group.js";
import { addRemoteOptions } from "../remote.js";
import { addEntries } from "./add-entries.js";
import { exportBank } from "./export-bank.js";
import { importBank } from "./import-bank.js";
import { listBanks } from "./list-banks.js";
import { removeEntries } from "./remove-entries.js";
import { showBank } from "./show-bank.js";
import { bankStats } from "./bank-stats.js";
import { testBank } from "./test-bank.js";

const HELP = `
A bank is a named set of terms, domains, image hashes or sample texts that conditions ask. Banks are files of the policy; those
with \`live: true\` take further entries at a running service, at once and without a new policy.

  $ evenhand bank list --policy DIR                  the banks of a policy folder
  $ evenhand bank test urgent-terms "some text" --policy DIR
                                                     what it finds, where, and by which entry
  $ evenhand bank add urgent-terms "new phrase"      at the service: counts from the answer on
  $ evenhand bank show urgent-terms                  what was added, by whom, and why
  $ evenhand bank stats urgent-terms                 what is never hit, hits too much, or is mostly overturned

With --policy DIR a command works on the files of a policy folder; otherwise on the service at EVENHAND_URL, with a key that has the
scopes banks:read and banks:write in EVENHAND_KEY.`;

const FORMATS = ["txt", "csv", "yaml", "jsonl", "threatexchange", "hma"];

/** The command `evenhand bank` with its own commands. */
export function bankCommand(io: Io, report: (code: number) => void, parent: Command): Command {
  const bank = commandGroup("bank", "look after terms, domains, image hashes and samples", HELP, parent);
  const add = (name: string, description: string): Command =>
    addRemoteOptions(bank.command(name).description(description));
  const withPolicy = (command: Command): Command =>
    command.option("--policy <dir>", "work on the files of this policy folder, and not on the service");

  withPolicy(add("list", "list banks with what they hold"))
    .option("--json", "print one JSON object per bank")
    .addHelpText("after", examples("evenhand bank list --policy examples/harbour/policy"))
    .action(async (options) => report(await listBanks(options, io)));

  withPolicy(add("show", "show a bank and its entries"))
    .argument("<bank>", "the bank's name")
    .option("--search <text>", "only entries that hold this text")
    .option("--removed", "entries that were removed as well")
    .option("--json", "print one JSON object per entry")
    .action(async (name, options) => report(await showBank(name, options, io)));

  withPolicy(add("add", "add entries: terms, domains, hashes or samples"))
    .argument("<bank>", "the bank's name")
    .argument(
      "<entries...>",
      "a term; a host with or without path; a hash with or without pdq:, sha256:, md5:; a sample's text",
    )
    .addOption(new Option("--match <how>", "of terms").choices(["word", "substring", "regex"]))
    .option("--allow", "an exception: it cancels hits")
    .option("--category <word>", "one word")
    .option("--severity <n>", "1 to 5", grade)
    .option("--clause <id>", "of samples: the clause that they break")
    .option("--lang <tag>", "of samples: their language")
    .option("--id <id>", "of images and samples in a policy folder")
    .option("--source <text>", "where it comes from")
    .option("--note <text>", "for whoever looks after the bank")
    .option("--expires <time>", "a day or a time from which on it finds nothing, such as 2027-01-31")
    .option("--json", "print the result as one JSON object")
    .addHelpText(
      "after",
      `${examples('evenhand bank add urgent-terms "new phrase" --severity 4 --note "reported today"')}

Exit codes: 0 all are in the bank · 1 some were refused · 2 bad input`,
    )
    .action(async (name, entries, options) => report(await addEntries(name, entries, options, io)));

  withPolicy(add("remove", "remove entries"))
    .argument("<bank>", "the bank's name")
    .argument("<entries...>", "ids of entries; with --policy the term, host, hash or id")
    .option("--reason <text>", "why, for the journal")
    .option("--json", "print the result as one JSON object")
    .action(async (name, entries, options) => report(await removeEntries(name, entries, options, io)));

  add("import", "add the entries of a file to a live bank of the service")
    .argument("<bank>", "the bank's name")
    .argument("<file>", "the file; - for standard input")
    .addOption(new Option("--format <format>", "how it is written (default: by the file's name)").choices(FORMATS))
    .option("--source <text>", "where entries come from that do not say so")
    .option("--json", "print the result as one JSON object")
    .addHelpText("after", "\nExit codes: 0 all are in the bank · 1 some were refused · 2 bad input")
    .action(async (name, file, options) => report(await importBank(name, file, options, io)));

  withPolicy(add("export", "write a bank to standard output"))
    .argument("<bank>", "the bank's name")
    .addOption(new Option("--format <format>", "how to write it").choices(FORMATS).default("jsonl"))
    .option("--added", "only what was added at the service")
    .addHelpText("after", examples("evenhand bank export slurs --policy DIR --format yaml > slurs.yaml"))
    .action(async (name, options) => report(await exportBank(name, options, io)));

  withPolicy(add("test", "try a text, a link or an image's hash on a bank"))
    .argument("<bank>", "the bank's name")
    .argument("<what>", "a text (which may hold links), or a hash: pdq:…, sha256:…, md5:…")
    .option("--json", "print the result as one JSON object")
    .addHelpText(
      "after",
      `${examples('evenhand bank test gear "an anchor" --policy DIR')}

Exit codes: 0 something is found · 1 nothing is · 2 bad input`,
    )
    .action(async (name, what, options) => report(await testBank(name, what, options, io)));

  add("stats", "how a bank is used, and which entries need somebody")
    .argument("<bank>", "the bank's name")
    .option("--days <n>", "days to look back", days)
    .option("--json", "print the result as one JSON object")
    .action(async (name, options) => report(await bankStats(name, options, io)));
  return bank;
}

function grade(text: string): number {
  if (!/^[1-5]$/.test(text)) throw new InvalidArgumentError("It is a whole number from 1 to 5.");
  return Number(text);
}

function days(text: string): number {
  const number = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > 3_650) throw new InvalidArgumentError("It is a number of days, from 1 to 3650.");
  return number;
}
