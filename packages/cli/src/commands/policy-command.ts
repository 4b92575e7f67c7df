import { Command, Option } from "commander";
import { addInputOptions } from "../input/input-options.js";
import type { Io } from "../io.js";
import { parseNow, wholeNumber } from "./decide-command.js";
import { backtestPolicy } from "./policy-backtest.js";
import { checkPolicy } from "./policy-check.js";
import { diffPolicy } from "./policy-diff.js";
import { explainPolicy } from "./policy-explain.js";
import { testPolicy } from "./policy-test.js";
import { printVersion } from "./policy-version.js";

const HELP = `
A policy is a folder: evenhand.yaml, rules/*.md (the text people read), detectors/*.yaml (conditions), banks/* (terms,
domains, images, samples) and cases/*.yaml (tests). The way of working:

  $ evenhand policy check DIR                         mistakes, with file, line and column
  $ evenhand policy test DIR                          the policy's own cases
  $ evenhand policy explain DIR --detector ID --event events.jsonl#12
                                                      why a detector held or did not
  $ evenhand policy backtest DIR --against OLD_DIR --events events.jsonl
                                                      what a change would have changed
  $ evenhand policy diff DIR OLD_DIR                  what is written differently`;

/** The command `evenhand policy` with its own commands. */
export function policyCommand(io: Io, report: (code: number) => void, parent: Command): Command {
  const policy = new Command("policy")
    .description("check, test, explain and compare policies")
    .copyInheritedSettings(parent)
    .addHelpText("after", HELP);
  const add = (name: string, description: string): Command =>
    policy.command(name).description(description).argument("<dir>", "folder of the policy");

  add("check", "report every mistake, and what is likely to be one")
    .option("--sample <file>", "ordinary texts or events, one per line: warns of terms that many of them contain")
    .option("--strict", "take warnings as errors")
    .option("--json", "print the result as one JSON object")
    .addHelpText(
      "after",
      examples("$ evenhand policy check DIR", "$ evenhand policy check DIR --sample ordinary-posts.txt"),
    )
    .action(async (dir, options) => report(await checkPolicy(dir, options, io)));

  add("test", "run the policy's cases")
    .option("--only <text>", "only cases whose name contains this text")
    .option("--all", "name the cases that pass as well")
    .option("--json", "print the result as one JSON object")
    .addHelpText("after", examples("$ evenhand policy test DIR", '$ evenhand policy test DIR --only "sixth link"'))
    .action(async (dir, options) => report(await testPolicy(dir, options, io)));

  add("explain", "show every part of a condition with its value, and why it held or did not")
    .option("--detector <id>", "the detector (default: each one that has a finding)")
    .addOption(
      new Option(
        "--event <file#n>",
        "the event on line n of a file of JSON lines (default: the first); what happened on the lines before is counted",
      ).conflicts("case"),
    )
    .option("--case <name>", "the event of one of the policy's cases")
    .option("--now <time>", "take this as the present (default: the clock)", parseNow)
    .option("--json", "print one JSON object per detector")
    .addHelpText(
      "after",
      examples(
        "$ evenhand policy explain DIR --detector link-flood --event events.jsonl#12",
        '$ evenhand policy explain DIR --case "sixth link in ten minutes is removed"',
      ),
    )
    .action(async (dir, options) => report(await explainPolicy(dir, options, io)));

  addInputOptions(
    add("backtest", "decide the same events under this policy and an older one, and compare").requiredOption(
      "--against <dir>",
      "folder of the older policy",
    ),
  )
    .option("--examples <n>", "examples to show of each change", wholeNumber, 3)
    .option("--strict", "stop at the first line that cannot be read")
    .option("--now <time>", "take this as the present (default: the clock)", parseNow)
    .option("--json", "print the result as one JSON object")
    .addHelpText(
      "after",
      examples(
        "$ evenhand policy backtest DIR --against OLD_DIR --events events.jsonl",
        "$ evenhand policy backtest DIR --against OLD_DIR --csv posts.csv --text body --label clause",
      ),
    )
    .action(async (dir, options) => report(await backtestPolicy(dir, options, io)));

  add("diff", "show what two policies say differently; exit code 1 where they do")
    .argument("<other>", "folder of the policy to compare with, the older one")
    .option("--json", "print the result as one JSON object")
    .addHelpText("after", examples("$ evenhand policy diff DIR OLD_DIR"))
    .action(async (dir, other, options) => report(await diffPolicy(dir, other, options, io)));

  add("version", "print the version: a hash of everything that can change a decision or the published text")
    .option("--json", "print name and version as one JSON object")
    .addHelpText("after", examples("$ evenhand policy version DIR"))
    .action(async (dir, options) => report(await printVersion(dir, options, io)));
  return policy;
}

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}
