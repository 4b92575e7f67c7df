import { EXIT, type Io } from "../../io.js";
import { coloursFor } from "../../output/colours.js";
import { count } from "../../output/count.js";
import { print } from "../../output/print.js";
import { formatRows } from "../../output/rows.js";
import { safeLine } from "../../output/safe-text.js";
import { openRemote, type RemoteOptions } from "../remote.js";

interface ShowOptions extends RemoteOptions {
  readonly at?: string;
  readonly json?: true;
}

interface Standing {
  readonly account: string;
  readonly at: string;
  readonly level: string;
  readonly strikes: number;
  readonly given: readonly {
    readonly clause: string;
    readonly count: number;
    readonly givenAt: string;
    readonly expiresAt: string;
    readonly voidedAt: string | null;
  }[];
}

const HEADINGS = ["STRIKES", "GIVEN", "EXPIRES", "VOIDED", "CLAUSE"];

/** `evenhand standing show ACCOUNT` */
export async function showStanding(account: string, options: ShowOptions, io: Io): Promise<number> {
  const standing = await openRemote(options, io).ask<Standing>(`/v1/accounts/${encodeURIComponent(account)}/standing`, {
    query: { at: options.at },
  });
  const colours = coloursFor(io.stdout, io.env);
  const head = `${safeLine(standing.account)}: ${colours.bold(safeLine(standing.level))}, ${count(standing.strikes, "strike")} at ${standing.at}`;
  const rows = standing.given.map(({ count: strikes, givenAt, expiresAt, voidedAt, clause }) => [
    String(strikes),
    givenAt.slice(0, 10),
    expiresAt.slice(0, 10),
    voidedAt?.slice(0, 10) ?? "–",
    clause,
  ]);
  const table = rows.length === 0 ? [] : formatRows(HEADINGS, rows, colours);
  await print(io, ...(options.json ? [JSON.stringify(standing)] : [head, ...table]));
  return EXIT.done;
}
