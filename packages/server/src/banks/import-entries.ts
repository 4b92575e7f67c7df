import { type BankFormat, EvenhandError, type ImportedBank, type ProblemPart } from "@evenhand/contract";
import type { Actor } from "../journal/append.js";
import type { Domain } from "../service/domain.js";
import { inTransaction } from "../service/service.js";
import { addEntries } from "./add-entries.js";
import { refuseFull } from "./add-to-bank.js";
import { readFile } from "./files/read-file.js";
import { findLiveBank } from "./find-bank.js";

/** Problems that are answered. */
const SHOWN = 100;

export interface ImportRequest {
  readonly bank: string;
  readonly format: BankFormat;
  readonly bytes: Buffer;
  readonly source?: string | undefined;
  readonly actor: Actor;
  /** Ends the import between two transactions; what was added stays. */
  readonly signal: AbortSignal;
}

/**
 * Adds the entries of a file, a few thousand in a transaction. Repeating it adds nothing twice.
 *
 * @throws EvenhandError EH_BANK_FILE before anything was added; EH_BANK_FULL, EH_BANK_NOT_LIVE, EH_BANK_POLICY also midway: what was added
 *   until then stays
 */
export async function importEntries(domain: Domain, request: ImportRequest): Promise<ImportedBank> {
  const { bank, actor, signal } = request;
  const live = findLiveBank(domain.policies, bank);
  const counts = { revision: 0, added: 0, present: 0, refused: 0 };
  const problems: ProblemPart[] = [];
  for (const { entries, problems: wrong } of readFile(live, request)) {
    counts.refused += new Set(wrong.map(({ where }) => where)).size;
    for (const { code, message, where } of wrong) {
      if (problems.length < SHOWN) problems.push({ code, detail: message, where });
    }
    if (signal.aborted)
      throw new EvenhandError("EH_BANK_FILE", "The client has gone; what was added until then stays.");
    if (entries.length === 0) continue;
    refuseFull(domain, live, entries.length);
    const { revision, results } = await inTransaction(domain, (tx) =>
      addEntries(tx, domain, { bank, entries, actor, origin: "import" }),
    );
    const added = results.filter(({ result }) => result === "added").length;
    counts.revision = revision;
    counts.added += added;
    counts.present += results.length - added;
    await domain.banks.follow();
  }
  return { ...counts, problems };
}
