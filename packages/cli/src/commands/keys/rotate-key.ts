import type { NewKey } from "@evenhand/contract";
import { EXIT, type Io } from "../../io.js";
import { idempotencyKey } from "../command-group.js";
import { openRemote, type RemoteOptions } from "../remote.js";
import { printNewKey } from "./key-text.js";

interface RotateOptions extends RemoteOptions {
  /** Seconds. */
  readonly overlap?: number;
  readonly json?: true;
}

/** `evenhand keys rotate ID` */
export async function rotateKey(id: string, options: RotateOptions, io: Io): Promise<number> {
  const created = await openRemote(options, io).ask<NewKey>(`/v1/keys/${encodeURIComponent(id)}/rotate`, {
    method: "POST",
    body: options.overlap === undefined ? {} : { overlapSeconds: options.overlap },
    headers: idempotencyKey(),
  });
  await printNewKey(created, options.json, io);
  return EXIT.done;
}
