import { type Command, InvalidArgumentError, Option } from "commander";
import type { Io } from "../../io.js";
import { commandGroup, examples } from "../command-group.js";
import { seconds } from "../keys/keys-command.js";
import { addRemoteOptions } from "../remote.js";
import { createWebhook } from "./create-webhook.js";
import { deleteWebhook } from "./delete-webhook.js";
import { listMessages } from "./list-messages.js";
import { listWebhooks } from "./list-webhooks.js";
import { redeliver } from "./redeliver.js";
import { rotateSecret } from "./rotate-secret.js";
import { testWebhook } from "./test-webhook.js";

const HELP = `
A webhook endpoint is an address of yours to which the service posts what happens, signed (Standard Webhooks), in order
for each subject, again and again until it is accepted.

  $ evenhand webhooks create https://forum.example/evenhand --acts 'measure.*,statement.issued'
  $ evenhand webhooks test ID               a message to try with
  $ evenhand webhooks list                  endpoints, and what waits for them
  $ evenhand webhooks messages ID --state dead
  $ evenhand webhooks redeliver ID          send again what was given up

These commands need a key with the scope webhooks:write: set EVENHAND_KEY.`;

/** The command `evenhand webhooks` with its own commands. */
export function webhooksCommand(io: Io, report: (code: number) => void, parent: Command): Command {
  const webhooks = commandGroup("webhooks", "tell other programs what happens", HELP, parent);
  const add = (name: string, description: string): Command =>
    addRemoteOptions(webhooks.command(name).description(description));

  add("list", "list endpoints with what waits for each")
    .option("--json", "print one JSON object per endpoint")
    .addHelpText("after", examples("evenhand webhooks list"))
    .action(async (options) => report(await listWebhooks(options, io)));

  add("create", "create an endpoint, and print its secret, once")
    .argument("<url>", "where to post to")
    .requiredOption(
      "--acts <list>",
      "what to tell, with commas: measure.applied, measure.* for all that begin so, * for all",
    )
    .option("--description <text>", "for people")
    .addOption(
      new Option("--signature <kind>", "v1: a shared secret; v1a: a key pair").choices(["v1", "v1a"]).default("v1"),
    )
    .option(
      "--after <seq>",
      "begin after this journal entry; 0: with the first (default: with what happens from now on)",
      entryNumber,
    )
    .option("--allow-private", "the address may be a private one; needs a key that may do everything")
    .option("--json", "print the result as one JSON object")
    .addHelpText("after", examples("evenhand webhooks create https://forum.example/evenhand --acts 'measure.*'"))
    .action(async (url, options) => report(await createWebhook(url, options, io)));

  add("delete", "delete an endpoint and its messages")
    .argument("<id>", "the endpoint's id")
    .action(async (id, options) => report(await deleteWebhook(id, options, io)));

  add("rotate", "give an endpoint a new secret, and print it, once")
    .argument("<id>", "the endpoint's id")
    .option(
      "--overlap <duration>",
      "how long messages are signed with the old one too: 0, 1h, 7d (default: a day)",
      seconds,
    )
    .option("--json", "print the result as one JSON object")
    .action(async (id, options) => report(await rotateSecret(id, options, io)));

  add("messages", "list an endpoint's messages, in the order of the journal")
    .argument("<id>", "the endpoint's id")
    .addOption(new Option("--state <state>", "only these").choices(["pending", "delivered", "dead"]))
    .option("--json", "print one JSON object per message")
    .addHelpText("after", examples("evenhand webhooks messages ID --state dead"))
    .action(async (id, options) => report(await listMessages(id, options, io)));

  add("redeliver", "send messages again; their ids stay the same")
    .argument("<id>", "the endpoint's id")
    .argument("[message]", "only this one (default: every one that was given up)")
    .option("--from <seq>", "everything from this journal entry on", entryNumber)
    .option("--json", "print the result as one JSON object")
    .addHelpText("after", examples("evenhand webhooks redeliver ID", "evenhand webhooks redeliver ID --from 1200"))
    .action(async (id, message, options) => report(await redeliver(id, message, options, io)));

  add("test", "send an endpoint a test message, and say what it answered")
    .argument("<id>", "the endpoint's id")
    .option("--json", "print the result as one JSON object")
    .addHelpText("after", "\nExit codes: 0 accepted · 1 not accepted · 2 bad input")
    .action(async (id, options) => report(await testWebhook(id, options, io)));
  return webhooks;
}

function entryNumber(text: string): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(number)) throw new InvalidArgumentError("It is the number of a journal entry.");
  return number;
}
