import { Command, Option } from "commander";
import { addInputOptions } from "../input/input-options.js";
import type { Io } from "../io.js";
import { parseNow, wholeNumber } from "./decide-command.js";
import { backtestPolicy } from "./policy-backtest.js";
import { checkPolicy } from "./policy-check.js";
import { diffPolicy } from "./policy-diff.js";
import { explainPolicy } from "./policy-explain.js";
import { publishPolicy } from "./policy-publish.js";
import { pullPolicy } from "./policy-pull.js";
import { rollbackPolicy } from "./policy-rollback.js";
import { testPolicy } from "./policy-test.js";
import { printVersion } from "./policy-version.js";
import { addRemoteOptions } from "./remote.js";

const HELP = `
A policy is a folder: evenhand.yaml, rules/*.md (the text people read), detectors/*.yaml (conditions), banks/* (terms,
domains, images, samples) and cases/*.yaml (tests). The way of working:

  $ evenhand policy check DIR                         mistakes, with file, line and column
  $ evenhand policy test DIR                          the policy's own cases
  $ evenhand policy explain DIR --detector ID --event events.jsonl#12
                                                      why a detector held or did not
  $ evenhand policy backtest DIR --against OLD_DIR --events events.jsonl
                                                      what a change would have changed
  $ evenhand policy diff DIR OLD_DIR                  what is written differently
  $ evenhand policy publish DIR                       put it in force at a running service
  $ evenhand policy rollback                          go back to the one before`;

/** The command `evenhand policy` with its own commands. */
export function policyCommand(io: Io, report: (code: number) => void, parent: Command): Command {
  const policy = new Command("policy")
    .description("check, test, explain, compare and publish policies")
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

  addRemoteOptions(
    add("publish", "check a policy at a running service, compare it with the one in force, and put it in force"),
  )
    .option("--dry-run", "check and compare only; nothing is stored or published")
    .option("--json", "print the result as one JSON object")
    .addHelpText(
      "after",
      examples(
        "$ evenhand policy publish DIR --dry-run",
        "$ evenhand policy publish DIR --url https://evenhand.example",
      ),
    )
    .action(async (dir, options) => report(await publishPolicy(dir, options, io)));

  addRemoteOptions(policy.command("rollback").description("put the policy that was in force before in force again"))
    .option("--to <version>", "this one instead, of those that were in force; its first digits are enough")
    .option("--json", "print the result as one JSON object")
    .addHelpText("after", examples("$ evenhand policy rollback", "$ evenhand policy rollback --to sha256:1a2b3c"))
    .action(async (options) => report(await rollbackPolicy(options, io)));

  addRemoteOptions(
    policy
      .command("pull")
      .description("write the folder of a stored policy, so that old decisions can be replayed and explained")
      .usage("[options] [version] <dir>")
      .argument("<version-or-dir>", "version to fetch, its first digits are enough (default: the one in force)")
      .argument("[dir]", "new folder to write it to"),
  )
    .option("--json", "print the result as one JSON object")
    .addHelpText(
      "after",
      examples("$ evenhand policy pull in-force", "$ evenhand policy pull sha256:1a2b3c old-policy"),
    )
    .action(async (first: string, second: string | undefined, options) =>
      report(
        second === undefined
          ? await pullPolicy(undefined, first, options, io)
          : await pullPolicy(first, second, options, io),
      ),
    );
  return policy;
}

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}
