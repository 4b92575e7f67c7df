import type { Webhook, WebhookDetail } from "@evenhand/contract";
import { EXIT, type Io } from "../../io.js";
import { coloursFor } from "../../output/colours.js";
import { print } from "../../output/print.js";
import { formatRows } from "../../output/rows.js";
import { safeLine } from "../../output/safe-text.js";
import { allPages } from "../all-pages.js";
import { openRemote, type RemoteOptions } from "../remote.js";
import { webhookPath } from "./webhook-path.js";

interface ListOptions extends RemoteOptions {
  readonly json?: true;
}

/** `evenhand webhooks list` */
export async function listWebhooks(options: ListOptions, io: Io): Promise<number> {
  const remote = openRemote(options, io);
  const endpoints: WebhookDetail[] = [];
  for await (const page of allPages<Webhook>(remote, "/v1/webhooks")) {
    for (const { id } of page) endpoints.push(await remote.ask<WebhookDetail>(webhookPath(id)));
  }
  if (options.json) await print(io, ...endpoints.map((endpoint) => JSON.stringify(endpoint)));
  else if (endpoints.length === 0)
    await print(io, "There are no endpoints. evenhand webhooks create --help says how to make one.");
  else {
    const colours = coloursFor(io.stdout, io.env);
    const headings = ["ID", "STATE", "WAITING", "GIVEN UP", "BEHIND", "ACTS", "URL"];
    const rows = endpoints.map(({ id, state, pausedUntil, pending, dead, lag, acts, url }) => [
      id,
      pausedUntil !== null && state === "active" ? "paused" : state,
      String(pending),
      String(dead),
      String(lag),
      acts.join(","),
      url,
    ]);
    const reasons = endpoints.flatMap(({ id, disabledReason }) =>
      disabledReason === null ? [] : [`${id} is disabled: ${safeLine(disabledReason)}`],
    );
    await print(io, ...formatRows(headings, rows, colours), ...reasons);
  }
  return EXIT.done;
}
