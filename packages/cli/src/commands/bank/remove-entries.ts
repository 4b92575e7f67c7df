import type { BankEntryView } from "@evenhand/contract";
import { EvenhandError } from "@evenhand/contract";
import { withoutEntry } from "@evenhand/policy";
import { EXIT, type Io } from "../../io.js";
import { print } from "../../output/print.js";
import { openRemote } from "../remote.js";
import { editBankFile } from "./add-entries.js";
import { type BankOptions, bankPath, openBank } from "./bank-options.js";

interface RemoveOptions extends BankOptions {
  readonly reason?: string;
}

/** `evenhand bank remove BANK ENTRIES…` */
export async function removeEntries(
  name: string,
  entries: readonly string[],
  options: RemoveOptions,
  io: Io,
): Promise<number> {
  if (options.policy !== undefined) return removeInFolder(name, options.policy, entries, options, io);
  const remote = openRemote(options, io);
  for (const id of entries) {
    const removed = await remote.ask<BankEntryView>(bankPath(name, "entries", id), {
      method: "DELETE",
      query: { reason: options.reason },
    });
    await print(io, options.json ? JSON.stringify(removed) : `removed ${removed.id}`);
  }
  return EXIT.done;
}

async function removeInFolder(
  name: string,
  folder: string,
  entries: readonly string[],
  { json }: RemoveOptions,
  io: Io,
): Promise<number> {
  const { bank } = await openBank(folder, name);
  let removed = 0;
  const path = await editBankFile(folder, bank.origin.file, (file, before) =>
    entries.reduce((text, entry) => {
      const without = withoutEntry(file, text, entry);
      if (without.removed === 0)
        throw new EvenhandError("EH_USAGE", `${file} has no entry ${JSON.stringify(entry)}. Nothing was changed.`);
      removed += without.removed;
      return without.text;
    }, before),
  );
  await print(io, json ? JSON.stringify({ file: path, removed }) : `${path}: ${removed} removed`);
  return EXIT.done;
}
