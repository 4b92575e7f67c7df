import type { BankList } from "@evenhand/contract";
import { EXIT, type Io } from "../../io.js";
import { openSoundPolicy } from "../../load-policy.js";
import { coloursFor } from "../../output/colours.js";
import { print } from "../../output/print.js";
import { formatRows } from "../../output/rows.js";
import { openRemote } from "../remote.js";
import type { BankOptions } from "./bank-options.js";

/** `evenhand bank list` */
export async function listBanks(options: BankOptions, io: Io): Promise<number> {
  const banks = options.policy === undefined ? await atService(options, io) : await inFolder(options.policy);
  if (options.json) await print(io, ...banks.map((bank) => JSON.stringify(bank)));
  else if (banks.length === 0) await print(io, "There are no banks.");
  else {
    const rows = banks.map(({ name, kind, state, entries, doc }) => [
      name,
      kind,
      state,
      String(entries.policy),
      String(entries.added),
      doc ?? "",
    ]);
    await print(
      io,
      ...formatRows(["BANK", "KIND", "STATE", "POLICY", "ADDED", "DOC"], rows, coloursFor(io.stdout, io.env)),
    );
  }
  return EXIT.done;
}

type Listed = Pick<BankList["items"][number], "name" | "kind" | "state" | "entries" | "doc">;

async function atService(options: BankOptions, io: Io): Promise<readonly Listed[]> {
  return (await openRemote(options, io).ask<BankList>("/v1/banks")).items;
}

async function inFolder(folder: string): Promise<readonly Listed[]> {
  const { policy } = await openSoundPolicy(folder);
  return policy.banks.map(({ name, kind, live, entries, doc = null }) => ({
    name,
    kind,
    state: live === true ? "live" : "fixed",
    entries: { policy: entries.length, added: 0 },
    doc,
  }));
}
