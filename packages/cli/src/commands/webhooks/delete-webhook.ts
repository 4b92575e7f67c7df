import { EXIT, type Io } from "../../io.js";
import { print } from "../../output/print.js";
import { openRemote, type RemoteOptions } from "../remote.js";
import { webhookPath } from "./webhook-path.js";

/** `evenhand webhooks delete ID` */
export async function deleteWebhook(id: string, options: RemoteOptions, io: Io): Promise<number> {
  await openRemote(options, io).ask(webhookPath(id), { method: "DELETE" });
  await print(io, `Endpoint ${id} is deleted.`);
  return EXIT.done;
}
