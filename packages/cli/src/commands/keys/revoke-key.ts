import type { Key } from "@evenhand/contract";
import { EXIT, type Io } from "../../io.js";
import { print } from "../../output/print.js";
import { openRemote, type RemoteOptions } from "../remote.js";

interface RevokeOptions extends RemoteOptions {
  readonly json?: true;
}

/** `evenhand keys revoke ID` */
export async function revokeKey(id: string, options: RevokeOptions, io: Io): Promise<number> {
  const key = await openRemote(options, io).ask<Key>(`/v1/keys/${encodeURIComponent(id)}`, { method: "DELETE" });
  await print(io, options.json ? JSON.stringify(key) : `Key ${key.id} is revoked since ${key.revokedAt}.`);
  return EXIT.done;
}
