import type { Command } from "commander";
import type { Io } from "../../io.js";
import { commandGroup, examples } from "../command-group.js";
import { addRemoteOptions } from "../remote.js";
import { explainDecision } from "./explain-decision.js";
import { printRecord } from "./print-record.js";

const HELP = `
Every decision is kept with the event, the facts that it relied on, and the version of the policy that made it. So it can be
explained, and made again to the byte, also after the policy has changed:

  $ evenhand decisions explain ID                          every part of each condition with its value
  $ evenhand decisions record ID > record.jsonl            what it came from, and
  $ evenhand policy pull VERSION old-policy                the policy that made it:
  $ evenhand decide --policy old-policy --replay record.jsonl

The id is in the answer to the event, and in the journal. These commands need a key with the scope decisions:read: set
EVENHAND_KEY.`;

/** The command `evenhand decisions` with its own commands. */
export function decisionsCommand(io: Io, report: (code: number) => void, parent: Command): Command {
  const decisions = commandGroup("decisions", "explain recorded decisions, and make them again", HELP, parent);

  addRemoteOptions(
    decisions.command("record").description("print the record, a line that `evenhand decide --replay` reads"),
  )
    .argument("<id...>", "ids of decisions")
    .addHelpText("after", examples("evenhand decisions record 0192f3a4-… > record.jsonl"))
    .action(async (ids, options) => report(await printRecord(ids, options, io)));

  addRemoteOptions(decisions.command("explain").description("show every part of each condition with its value"))
    .argument("<id>", "id of a decision")
    .option("--detector <id>", "this detector, also if it did not hold (default: each one that found something)")
    .option("--json", "print the result as one JSON object")
    .addHelpText("after", examples("evenhand decisions explain 0192f3a4-… --detector link-flood"))
    .action(async (id, options) => report(await explainDecision(id, options, io)));
  return decisions;
}
