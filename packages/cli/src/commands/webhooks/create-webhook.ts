import type { NewWebhook } from "@evenhand/contract";
import { EXIT, type Io } from "../../io.js";
import { idempotencyKey } from "../command-group.js";
import { openRemote, type RemoteOptions } from "../remote.js";
import { printSecret } from "./print-secret.js";

interface CreateOptions extends RemoteOptions {
  readonly acts: string;
  readonly description?: string;
  readonly signature: "v1" | "v1a";
  readonly after?: number;
  readonly allowPrivate?: true;
  readonly json?: true;
}

/** `evenhand webhooks create URL` */
export async function createWebhook(url: string, options: CreateOptions, io: Io): Promise<number> {
  const { acts, description, signature, after, allowPrivate, json } = options;
  const created = await openRemote(options, io).ask<NewWebhook>("/v1/webhooks", {
    method: "POST",
    body: { url, acts: acts.split(",").map((act) => act.trim()), description, signature, after, allowPrivate },
    headers: idempotencyKey(),
  });
  await printSecret(created, json, io);
  return EXIT.done;
}
