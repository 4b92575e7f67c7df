import { Command } from "commander";
import { EXIT, type Io } from "../../io.js";
import { print } from "../../output/print.js";
import { serve } from "./serve.js";

const HELP = `
Without DATABASE_URL the service keeps its data in an embedded database; with it, in PostgreSQL 15 or later.
It runs until SIGTERM or Ctrl-C, and then answers what it has accepted before it ends. Logs go to standard output, one
JSON object per line; messages for people to standard error. At the very first start it shows a key that may do
everything: set it as EVENHAND_KEY for the other commands.

Examples:
  $ evenhand serve
  $ EVENHAND_PORT=8080 EVENHAND_DATA_DIRECTORY=/var/lib/evenhand evenhand serve
  $ DATABASE_URL=postgresql://evenhand@localhost/evenhand EVENHAND_SECRET=… evenhand serve

Exit codes: 0 ended in order · 2 could not start`;

/** The command `evenhand serve`. */
export function serveCommand(io: Io, report: (code: number) => void, parent: Command): Command {
  const command = new Command("serve")
    .description("run the service: events in, decisions, measures and statements out")
    .copyInheritedSettings(parent)
    // Ours, since the settings come from a package that is loaded only when it is needed.
    .helpOption(false)
    .option("--settings", "list the settings, which are environment variables, and end")
    .option("-h, --help", "print help with the settings")
    .addHelpText("after", HELP);
  return command.action(async ({ settings, help }: { readonly settings?: true; readonly help?: true }) => {
    if (settings !== true && help !== true) return report(await serve(io));
    const { configHelp } = await import("@evenhand/server");
    await print(io, ...(help === true ? [command.helpInformation().trimEnd(), HELP, ""] : []), configHelp().trimEnd());
    report(EXIT.done);
  });
}
