import { setTimeout as wait } from "node:timers/promises";
import { EvenhandError, type JournalPage } from "@evenhand/contract";
import { EXIT, type Io } from "../../io.js";
import { coloursFor } from "../../output/colours.js";
import { LineWriter } from "../../output/line-writer.js";
import { openRemote, type Remote, type RemoteOptions } from "../remote.js";
import { entryLine } from "./entry-line.js";

interface TailOptions extends RemoteOptions {
  readonly after?: number;
  readonly acts?: string;
  readonly account?: string;
  readonly untilNow?: true;
  readonly json?: true;
}

/** Seconds that the service holds an answer back for an entry to come. */
const WAIT_SECONDS = 25;
const LIMIT = 500;
/** Pause after an interruption, doubled each time. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const PASSING = new Set([
  "EH_SERVICE_UNREACHABLE",
  "EH_SERVICE_STOPPING",
  "EH_STORE_UNAVAILABLE",
  "EH_STORE_BUSY",
  "EH_RATE_LIMITED",
]);

/** `evenhand journal tail`: prints entries as they come, over interruptions, until it is told to end. */
export async function tailJournal(options: TailOptions, io: Io): Promise<number> {
  const remote = openRemote(options, io);
  const out = new LineWriter(io.stdout, "standard output");
  const colours = coloursFor(io.stdout, io.env);
  const stop = new AbortController();
  const end = (): void => stop.abort();
  process.on("SIGINT", end).on("SIGTERM", end);
  try {
    let after = options.after ?? (await newest(remote));
    let read = false;
    for (let failures = 0; !stop.signal.aborted && !out.closed;) {
      const page = await readPage(remote, { ...options, after }, stop.signal).catch((error: unknown) => {
        // An address or a key that is wrong from the start is not an interruption.
        if (!read || !(error instanceof EvenhandError) || !PASSING.has(error.code)) throw error;
        return error;
      });
      if (page === undefined) break;
      if (page instanceof EvenhandError) {
        if (failures === 0) io.stderr.write(`${page.message}\nTrying again until it is back …\n`);
        failures += 1;
        await wait(Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS), undefined, {
          signal: stop.signal,
        }).catch(() => undefined);
        continue;
      }
      if (failures > 0) io.stderr.write("It is back.\n");
      failures = 0;
      read = true;
      for (const entry of page.items) out.line(options.json ? JSON.stringify(entry) : entryLine(entry, colours));
      await out.flush();
      after = Number(page.next);
      if (options.untilNow && after >= page.head) break;
    }
    if (stop.signal.aborted) io.stderr.write(`Read on with --after ${after}.\n`);
    out.release();
    return EXIT.done;
  } finally {
    process.off("SIGINT", end).off("SIGTERM", end);
  }
}

async function newest(remote: Remote): Promise<number> {
  const { head } = await remote.ask<JournalPage>("/v1/journal", { query: { limit: 1 } });
  return head;
}

/** A page, or undefined where the wish to end came first. */
async function readPage(
  remote: Remote,
  { after, acts, account, untilNow }: TailOptions,
  signal: AbortSignal,
): Promise<JournalPage | undefined> {
  const ended = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  const asked = remote.ask<JournalPage>("/v1/journal", {
    query: { after, acts, account, limit: LIMIT, wait: untilNow ? 0 : WAIT_SECONDS },
    timeoutMs: (WAIT_SECONDS + 30) * 1_000,
    signal,
  });
  asked.catch(() => undefined);
  return Promise.race([asked, ended]);
}
