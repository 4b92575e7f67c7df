import type { NewWebhook } from "@evenhand/contract";
import { EXIT, type Io } from "../../io.js";
import { idempotencyKey } from "../command-group.js";
import { openRemote, type RemoteOptions } from "../remote.js";
import { printSecret } from "./print-secret.js";
import { webhookPath } from "./webhook-path.js";

interface RotateOptions extends RemoteOptions {
  /** Seconds. */
  readonly overlap?: number;
  readonly json?: true;
}

/** `evenhand webhooks rotate ID` */
export async function rotateSecret(id: string, options: RotateOptions, io: Io): Promise<number> {
  const rotated = await openRemote(options, io).ask<NewWebhook>(webhookPath(id, "secret"), {
    method: "POST",
    body: { overlapSeconds: options.overlap },
    headers: idempotencyKey(),
  });
  await printSecret(rotated, options.json, io);
  return EXIT.done;
}
