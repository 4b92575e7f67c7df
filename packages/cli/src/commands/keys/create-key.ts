import type { CreateKeyBody, KeyRole, NewKey } from "@evenhand/contract";
import { EvenhandError } from "@evenhand/contract";
import { EXIT, type Io } from "../../io.js";
import { idempotencyKey } from "../command-group.js";
import { openRemote, type RemoteOptions } from "../remote.js";
import { whileStopped } from "../data/while-stopped.js";
import { printNewKey } from "./key-text.js";

interface CreateOptions extends RemoteOptions {
  readonly name: string;
  readonly role: KeyRole;
  readonly scopes: readonly string[];
  readonly expires?: string;
  readonly local?: true;
  readonly json?: true;
}

/** `evenhand keys create`: at the service, or with `--local` in its database. */
export async function createKey(options: CreateOptions, io: Io): Promise<number> {
  const { name, role, scopes, expires, local } = options;
  const fields: CreateKeyBody = { name, role, scopes: [...scopes], expiresAt: expires ?? null };
  if (local && (options.url ?? options.key) !== undefined) {
    throw new EvenhandError("EH_USAGE", "--local opens the database itself: it goes without --url and --key.");
  }
  const created = local
    ? await createHere(fields, io)
    : await openRemote(options, io).ask<NewKey>("/v1/keys", {
        method: "POST",
        body: fields,
        headers: idempotencyKey(),
      });
  await printNewKey(created, options.json, io);
  return EXIT.done;
}

async function createHere(fields: CreateKeyBody, io: Io): Promise<NewKey> {
  const { loadOperator, storePlace } = await import("@evenhand/server");
  const { createOperatorKey } = await loadOperator();
  return whileStopped("A key can be made without a key", () => createOperatorKey(storePlace(io.env), fields));
}
