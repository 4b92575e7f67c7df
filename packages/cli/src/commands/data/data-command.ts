import type { Command } from "commander";
import type { Io } from "../../io.js";
import { commandGroup, examples } from "../command-group.js";
import { checkData } from "./check-data.js";
import { exportData } from "./export-data.js";
import { importData } from "./import-data.js";

const HELP = `
Everything that the service has stored as one file, which any release from then on can import: for backups, for moving
from the embedded database to PostgreSQL or back, and for a proof that what is stored agrees with itself.

  $ evenhand data export backup.evenhand
  $ evenhand data import backup.evenhand --to postgresql://evenhand@localhost/evenhand
  $ evenhand data check

The database is that of the environment (DATABASE_URL, else EVENHAND_DATA_DIRECTORY), or the one that --from and --to
name: a postgresql:// URL or a data directory. The embedded database has to itself whoever uses it: stop the service
first. On PostgreSQL, export and check may run beside the service. A URL on the command line can be seen by others on
this machine; one with a password belongs into DATABASE_URL.

The master secret (EVENHAND_SECRET, or secret.key in the data directory) is not in the file: keep it apart, and give it to
the service that gets the data. Without it, sealed content and the links of statements are lost.`;

const PLACE = "a postgresql:// URL or a data directory (default: that of the environment)";

/** The command `evenhand data` with its own commands. */
export function dataCommand(io: Io, report: (code: number) => void, parent: Command): Command {
  const data = commandGroup("data", "export, import and check all that is stored", HELP, parent);

  data
    .command("export")
    .description("write everything that is stored to one file")
    .argument("<file>", "new file, or - for standard output")
    .option("--from <place>", PLACE)
    .option("--force", "write over a file that is there")
    .option("--json", "print the result as one JSON object")
    .addHelpText(
      "after",
      examples(
        "evenhand data export backup.evenhand",
        "evenhand data export - --from /var/lib/evenhand | age -e -R backup-key.txt > backup.age",
      ),
    )
    .action(async (file, options) => report(await exportData(file, options, io)));

  data
    .command("import")
    .description("read such a file into a new, empty database: all of it or nothing")
    .argument("<file>", "file, or - for standard input")
    .option("--to <place>", PLACE)
    .option("--json", "print the result as one JSON object")
    .addHelpText(
      "after",
      examples(
        "evenhand data import backup.evenhand --to new-directory",
        "DATABASE_URL=postgresql://evenhand@localhost/evenhand evenhand data import backup.evenhand",
      ),
    )
    .action(async (file, options) => report(await importData(file, options, io)));

  data
    .command("check")
    .description("prove that the journal is whole and that standings are the fold of their strikes")
    .option("--from <place>", PLACE)
    .option("--json", "print the result as one JSON object")
    .addHelpText(
      "after",
      `${examples("evenhand data check")}\n\nExit codes: 0 all agrees · 1 something does not · 2 bad input`,
    )
    .action(async (options) => report(await checkData(options, io)));
  return data;
}
