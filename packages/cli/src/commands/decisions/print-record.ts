import type { DecisionRecord } from "@evenhand/policy";
import { EXIT, type Io } from "../../io.js";
import { print } from "../../output/print.js";
import { openRemote, type RemoteOptions } from "../remote.js";

/** `evenhand decisions record ID…`: in the form, to the byte, that `evenhand decide --record` writes. */
export async function printRecord(ids: readonly string[], options: RemoteOptions, io: Io): Promise<number> {
  const remote = openRemote(options, io);
  for (const id of ids) {
    const { event, facts, decision } = await remote.ask<DecisionRecord>(
      `/v1/decisions/${encodeURIComponent(id)}/record`,
    );
    await print(io, JSON.stringify({ event, facts, decision }));
  }
  return EXIT.done;
}
