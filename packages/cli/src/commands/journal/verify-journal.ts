import { createHash } from "node:crypto";
import type { JournalItem, JournalPage } from "@evenhand/contract";
import { EXIT, type Io } from "../../io.js";
import { coloursFor } from "../../output/colours.js";
import { CountProgress } from "../../output/count-progress.js";
import { print } from "../../output/print.js";
import { openRemote, type RemoteOptions } from "../remote.js";
import { canonicalJson } from "./canonical-json.js";

interface VerifyOptions extends RemoteOptions {
  readonly after: number;
  readonly json?: true;
}

const LIMIT = 1_000;
/** Problems that are listed; the others are counted. */
const LISTED = 20;

/** `evenhand journal verify`: computes commitments and numbers here, from what the service gives out. */
export async function verifyJournal(options: VerifyOptions, io: Io): Promise<number> {
  const remote = openRemote(options, io);
  const progress = new CountProgress(io, "entries");
  const found = { entries: 0, erased: 0, first: 0, last: 0, problemCount: 0, problems: [] as string[] };
  const tell = (problem: string): void => {
    found.problemCount += 1;
    if (found.problems.length < LISTED) found.problems.push(problem);
  };
  let before: JournalItem | undefined;
  let { after } = options;
  for (let head = Number.POSITIVE_INFINITY; after < head;) {
    const page = await remote.ask<JournalPage>("/v1/journal", { query: { after, limit: LIMIT } });
    // What is written meanwhile is left for the next time.
    head = Math.min(head, page.head);
    for (const entry of page.items) {
      if (entry.seq > head) break;
      found.first ||= entry.seq;
      if (before !== undefined) checkPlace(before, entry, tell);
      if (entry.erased) found.erased += 1;
      else if (commitmentOf(entry) !== entry.commitment)
        tell(`Entry ${entry.seq} does not fit its commitment: it was changed.`);
      found.entries += 1;
      before = entry;
    }
    after = Number(page.next);
    progress.update(found.entries, after / Math.max(1, head));
    if (after >= head && (before?.seq ?? options.after) < head)
      tell(`Entries after ${before?.seq ?? options.after} are missing.`);
  }
  progress.stop();
  found.last = before?.seq ?? 0;
  const ok = found.problemCount === 0;
  const { green, red } = coloursFor(io.stdout, io.env);
  const erased = found.erased === 0 ? "" : ` ${found.erased} of them were erased; their commitments stand.`;
  await print(
    io,
    ...(options.json
      ? [JSON.stringify({ ok, ...found })]
      : ok
        ? [`${green("Whole")}: entries ${found.first} to ${found.last}, and every commitment fits.${erased}`]
        : [
            `${red("Broken")}: ${found.problemCount} problems in ${found.entries} entries.`,
            ...found.problems.map((one) => `  ${one}`),
          ]),
  );
  return ok ? EXIT.done : EXIT.differences;
}

function checkPlace(before: JournalItem, { seq, at }: JournalItem, tell: (problem: string) => void): void {
  if (seq !== before.seq + 1) tell(`Entries ${before.seq + 1} to ${seq - 1} are missing.`);
  if (at < before.at) tell(`Entry ${seq} is earlier than the one before it.`);
}

/** SHA-256(salt ‖ canonical JSON of what the entry says), hexadecimal. */
function commitmentOf({ seq, at, act, actor, subject, data, salt }: JournalItem): string {
  return createHash("sha256")
    .update(Buffer.from(salt ?? "", "hex"))
    .update(canonicalJson({ seq, at, act, actor, subject, data }))
    .digest("hex");
}
