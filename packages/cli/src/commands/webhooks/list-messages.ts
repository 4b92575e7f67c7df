import type { WebhookMessage } from "@evenhand/contract";
import { EXIT, type Io } from "../../io.js";
import { coloursFor } from "../../output/colours.js";
import { print } from "../../output/print.js";
import { formatRows } from "../../output/rows.js";
import { allPages } from "../all-pages.js";
import { openRemote, type RemoteOptions } from "../remote.js";
import { webhookPath } from "./webhook-path.js";

interface MessagesOptions extends RemoteOptions {
  readonly state?: WebhookMessage["state"];
  readonly json?: true;
}

const HEADINGS = ["MESSAGE", "ENTRY", "ACT", "STATE", "ATTEMPTS", "NEXT", "LAST ANSWER"];

/** `evenhand webhooks messages ID` */
export async function listMessages(id: string, options: MessagesOptions, io: Io): Promise<number> {
  const remote = openRemote(options, io);
  const messages: WebhookMessage[] = [];
  for await (const page of allPages<WebhookMessage>(remote, webhookPath(id, "messages"), { state: options.state })) {
    // As JSON they are printed as they come; a table needs all of them for its columns.
    if (options.json) await print(io, ...page.map((message) => JSON.stringify(message)));
    else messages.push(...page);
  }
  if (options.json) return EXIT.done;
  const rows = messages.map(({ id: message, seq, act, state, attempts, nextAttemptAt, lastStatus, lastError }) => [
    message,
    String(seq),
    act,
    state,
    String(attempts),
    nextAttemptAt?.slice(0, 19) ?? "–",
    [lastStatus, lastError].filter((part) => part !== null).join(" "),
  ]);
  await print(io, ...formatRows(HEADINGS, rows, coloursFor(io.stdout, io.env)));
  return EXIT.done;
}
