import { type Command, InvalidArgumentError, Option } from "commander";
import { KEY_ROLES } from "@evenhand/contract";
import type { Io } from "../../io.js";
import { commandGroup, examples } from "../command-group.js";
import { addRemoteOptions } from "../remote.js";
import { createKey } from "./create-key.js";
import { listKeys } from "./list-keys.js";
import { revokeKey } from "./revoke-key.js";
import { rotateKey } from "./rotate-key.js";

const HELP = `
A key says who calls the service and what they may do. Its text is shown once, when it is made; the service keeps only a
hash of it. The first key is shown at the very first start of the service.

  $ evenhand keys create --name "forum" --role platform --scopes events:write,journal:read
  $ evenhand keys list
  $ evenhand keys rotate ID                 a new text; the old one stays valid for a day
  $ evenhand keys revoke ID
  $ evenhand keys create --local            every key is lost: stop the service, and make one here

These commands need a key themselves, with the scope keys:write: set EVENHAND_KEY (--local does not).`;

/** The command `evenhand keys` with its own commands. */
export function keysCommand(io: Io, report: (code: number) => void, parent: Command): Command {
  const keys = commandGroup("keys", "create, list, rotate and revoke API keys", HELP, parent);

  addRemoteOptions(keys.command("create").description("create a key, and print its text, once"))
    .option("--name <text>", "where it is used, for people", "key of the command line")
    .addOption(new Option("--role <role>", "who acts with it").choices(KEY_ROLES).default("operator"))
    .option("--scopes <list>", "what it may do, with commas; `admin` is everything", commaList, ["admin"])
    .option("--expires <when>", "30d, 12h, or a time such as 2027-01-31T00:00:00Z (default: never)", expiry)
    .option("--local", "without a service: open the database of this environment directly, as the operator")
    .option("--json", "print the result as one JSON object")
    .addHelpText(
      "after",
      examples(
        'evenhand keys create --name "forum" --role platform --scopes events:write,decisions:read,journal:read',
        'evenhand keys create --name "Ada" --role staff --scopes cases:read,measures:write --expires 90d',
        "EVENHAND_DATA_DIRECTORY=/var/lib/evenhand evenhand keys create --local",
      ) + "\n\nWith --local and the embedded database, the service has to be stopped; with PostgreSQL it may run.",
    )
    .action(async (options) => report(await createKey(options, io)));

  addRemoteOptions(keys.command("list").description("list keys, without what is secret of them"))
    .option("--all", "also those that have ended")
    .option("--json", "print one JSON object per key")
    .addHelpText("after", examples("evenhand keys list"))
    .action(async (options) => report(await listKeys(options, io)));

  addRemoteOptions(keys.command("rotate").description("give a key a successor, and print its text, once"))
    .argument("<id>", "the key's id: what stands between the underscores of its text")
    .option("--overlap <duration>", "how long the old one stays valid: 0, 1h, 7d (default: a day)", seconds)
    .option("--json", "print the result as one JSON object")
    .addHelpText("after", examples("evenhand keys rotate Ab3dEf6hIj9k --overlap 7d"))
    .action(async (id, options) => report(await rotateKey(id, options, io)));

  addRemoteOptions(keys.command("revoke").description("end a key, for good"))
    .argument("<id>", "the key's id: what stands between the underscores of its text")
    .option("--json", "print the result as one JSON object")
    .addHelpText("after", examples("evenhand keys revoke Ab3dEf6hIj9k"))
    .action(async (id, options) => report(await revokeKey(id, options, io)));
  return keys;
}

function commaList(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** `7d`, `12h`, `0` as seconds. */
export function seconds(text: string): number {
  const [, count, unit = "s"] = /^(\d{1,9})([smhd])?$/.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError("Write a duration as 30s, 10m, 12h or 7d.");
  return Number(count) * (UNIT_SECONDS[unit] ?? 1);
}

/** A time from now, or a time: RFC 3339. */
function expiry(text: string): string {
  if (/^\d+[smhd]$/.test(text)) return new Date(Date.now() + seconds(text) * 1_000).toISOString();
  const ms = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError("Write 30d, 12h, or a time such as 2027-01-31T00:00:00Z.");
  return new Date(ms).toISOString();
}
