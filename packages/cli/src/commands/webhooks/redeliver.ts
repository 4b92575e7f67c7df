import { EvenhandError, type WebhookMessage } from "@evenhand/contract";
import { EXIT, type Io } from "../../io.js";
import { count } from "../../output/count.js";
import { print } from "../../output/print.js";
import { openRemote, type RemoteOptions } from "../remote.js";
import { webhookPath } from "./webhook-path.js";

interface RedeliverOptions extends RemoteOptions {
  readonly from?: number;
  readonly json?: true;
}

/** `evenhand webhooks redeliver ID [MESSAGE]` */
export async function redeliver(
  id: string,
  message: string | undefined,
  options: RedeliverOptions,
  io: Io,
): Promise<number> {
  const { from, json } = options;
  const remote = openRemote(options, io);
  if (message !== undefined) {
    if (from !== undefined) throw new EvenhandError("EH_USAGE", "Name one message, or --from an entry; not both.");
    const again = await remote.ask<WebhookMessage>(webhookPath(id, "messages", message, "redeliver"), {
      method: "POST",
    });
    await print(io, json ? JSON.stringify(again) : `Message ${again.id} (${again.act}) will be sent again.`);
    return EXIT.done;
  }
  const result = await remote.ask<{ readonly messages: number }>(webhookPath(id, "redeliver"), {
    method: "POST",
    body: from === undefined ? { dead: true } : { fromSeq: from },
  });
  const said =
    from === undefined
      ? `${count(result.messages, "message")} that had been given up will be sent again.`
      : `Everything from entry ${from} on will be sent again.`;
  await print(io, json ? JSON.stringify(result) : said);
  return EXIT.done;
}
