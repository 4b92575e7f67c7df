import { EXIT, type Io } from "../../io.js";
import { coloursFor } from "../../output/colours.js";
import { count } from "../../output/count.js";
import { print } from "../../output/print.js";
import { safeLine } from "../../output/safe-text.js";
import { openRemote, type RemoteOptions } from "../remote.js";

interface RebuildOptions extends RemoteOptions {
  readonly json?: true;
}

interface Rebuilt {
  readonly accounts: number;
  readonly differing: readonly { readonly account: string; readonly stored: string; readonly folded: string }[];
}

/** Folding a long history takes longer than most answers. */
const TIMEOUT_MS = 600_000;

/** `evenhand standing rebuild`: 1 where a stored standing was not the fold of its strikes. */
export async function rebuildStanding(options: RebuildOptions, io: Io): Promise<number> {
  const { accounts, differing } = await openRemote(options, io).ask<Rebuilt>("/v1/standing/rebuild", {
    method: "POST",
    timeoutMs: TIMEOUT_MS,
  });
  const { green, red } = coloursFor(io.stdout, io.env);
  const head =
    differing.length === 0
      ? `${green("All agree")}: the standing of ${count(accounts, "account")} is the fold of its strikes.`
      : `${red("Put right")}: ${count(differing.length, "account")} of ${accounts} had another standing than its strikes make.`;
  const lines = differing.map(({ account, stored, folded }) => `  ${safeLine(account)}: was ${stored}, is ${folded}`);
  await print(io, ...(options.json ? [JSON.stringify({ accounts, differing })] : [head, ...lines]));
  return differing.length === 0 ? EXIT.done : EXIT.differences;
}
