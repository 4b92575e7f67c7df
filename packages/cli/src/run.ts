import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { EXIT, type Io } from "./io.js";
import { coloursFor } from "./output/colours.js";
import { formatError } from "./output/format-problem.js";
import { LineWriter } from "./output/line-writer.js";

const EXAMPLES = `
Examples:
  Decide a log of events under a policy, and show what was found:
    $ evenhand decide --policy examples/harbour/policy --events examples/harbour/events.jsonl

  The same for a table of your own:
    $ evenhand decide --policy examples/harbour/policy --csv posts.csv --text body

  Check a policy for mistakes, and run its cases:
    $ evenhand policy check examples/harbour/policy
    $ evenhand policy test examples/harbour/policy

  Run the service, and speak to it from another terminal (EVENHAND_URL says where it is, EVENHAND_KEY holds the key):
    $ evenhand serve
    $ evenhand policy publish examples/harbour/policy
    $ evenhand journal tail

Exit codes: 0 done · 1 differences or failing cases · 2 bad input, or refused`;

type MakeCommand = (io: Io, report: (code: number) => void, parent: Command) => Command;

/** Commands in the order of the help, each loaded only where it is asked for: some bring a lot with them. */
const COMMANDS: Readonly<Record<string, () => Promise<MakeCommand>>> = {
  decide: async () => (await import("./commands/decide-command.js")).decideCommand,
  policy: async () => (await import("./commands/policy-command.js")).policyCommand,
  serve: async () => (await import("./commands/service/serve-command.js")).serveCommand,
  keys: async () => (await import("./commands/keys/keys-command.js")).keysCommand,
  decisions: async () => (await import("./commands/decisions/decisions-command.js")).decisionsCommand,
  journal: async () => (await import("./commands/journal/journal-command.js")).journalCommand,
  webhooks: async () => (await import("./commands/webhooks/webhooks-command.js")).webhooksCommand,
  bank: async () => (await import("./commands/bank/bank-command.js")).bankCommand,
  standing: async () => (await import("./commands/standing/standing-command.js")).standingCommand,
  classifier: async () => (await import("./commands/classifier/classifier-command.js")).classifierCommand,
  data: async () => (await import("./commands/data/data-command.js")).dataCommand,
};

/**
 * Runs the command line.
 *
 * @param args without node and the script
 * @returns the exit code; errors for people are written to stderr, never thrown
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.done;
  const report = (code: number): void => {
    exitCode = code;
  };
  // A reader of stderr that goes away is no reason to fail.
  io.stderr.on("error", () => undefined);
  const out = new LineWriter(io.stdout, "standard output");
  const program = new Command("evenhand")
    .description("Decides what happens in a community by its published rules, and says why.")
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help for a command")
    .addHelpText("after", EXAMPLES)
    .showHelpAfterError("(evenhand --help shows what there is)")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => out.line(text.replace(/\n$/, "")),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
    });
  const [first = ""] = args;
  // Whatever is no command gets the help, or a suggestion, and both name all of them.
  const wanted = Object.hasOwn(COMMANDS, first) ? [COMMANDS[first]] : Object.values(COMMANDS);
  for (const load of wanted) {
    const make = await load?.();
    if (make !== undefined) program.addCommand(make(io, report, program));
  }
  try {
    // A group of commands alone is a question for help.
    const group = program.commands.find((command) => command.name() === args[0] && command.commands.length > 0);
    const asksForHelp = args.length === 0 || (args.length === 1 && group !== undefined);
    await program.parseAsync(asksForHelp ? [...args, "--help"] : [...args], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) exitCode = error.exitCode === 0 ? EXIT.done : EXIT.badInput;
    else {
      io.stderr.write(`${formatError(error, coloursFor(io.stderr, io.env))}\n`);
      exitCode = EXIT.badInput;
    }
  }
  await out.flush().catch(() => undefined);
  return exitCode;
}

function version(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
