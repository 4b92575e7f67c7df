import { randomUUID } from "node:crypto";
import type { PolicyPublication } from "@evenhand/contract";
import { EXIT, type Io } from "../io.js";
import { coloursFor } from "../output/colours.js";
import { print } from "../output/print.js";
import { wholeVersion } from "./remote-policy-version.js";
import { openRemote, type RemoteOptions } from "./remote.js";

interface RollbackOptions extends RemoteOptions {
  readonly to?: string;
  readonly json?: true;
}

/** Bringing counters up for a policy takes longer than most answers. */
const TIMEOUT_MS = 290_000;

/** `evenhand policy rollback`: puts the version that was in force before in force again. */
export async function rollbackPolicy(options: RollbackOptions, io: Io): Promise<number> {
  const remote = openRemote(options, io);
  const to = options.to === undefined ? undefined : await wholeVersion(remote, options.to);
  const published = await remote.ask<PolicyPublication>("/v1/policies/rollback", {
    method: "POST",
    body: to === undefined ? {} : { to },
    headers: { "idempotency-key": `"${randomUUID()}"` },
    timeoutMs: TIMEOUT_MS,
  });
  const { policy, at, publication } = published;
  const { green } = coloursFor(io.stdout, io.env);
  await print(
    io,
    options.json
      ? JSON.stringify(published)
      : `${green("In force")} since ${at} (publication ${publication}): ${policy}`,
  );
  return EXIT.done;
}
