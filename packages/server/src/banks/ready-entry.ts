/** Entries that have been read and checked, before any transaction. */
import type { Problem } from "@evenhand/contract";
import { type BankEntry, compileProblem, entryIdentity, readBankEntry } from "@evenhand/policy";
import type { LiveBank } from "./find-bank.js";
import { hashOnlyClause } from "./hash-only.js";

/** An entry that may be added. */
export interface ReadyEntry {
  readonly entry: BankEntry;
  /** What makes two entries the same. */
  readonly identity: string;
  /** The case, decision or measure that a sample comes from. */
  readonly originId?: string;
  /** Whose words a sample holds. */
  readonly account?: string;
  readonly reviewAt?: Date;
}

export type EntryProblem = Pick<Problem, "code" | "message">;

/** The entry, or what is wrong with it. */
export type ReadEntry =
  | { readonly ready: ReadyEntry; readonly problems?: undefined }
  | { readonly ready?: undefined; readonly problems: readonly EntryProblem[] };

/** Samples need an id in a policy's file; here the service gives one. */
const PLACEHOLDER = "new";

/**
 * Reads one entry as the API or a line of JSON gives it: what stands in a `.yaml` bank, with `expiresAt` for `expires`.
 *
 * @param source where it comes from, unless it says so itself
 */
export function readEntry(
  { bank, policy }: Pick<LiveBank, "bank" | "policy">,
  value: unknown,
  source?: string,
): ReadEntry {
  const clauses = new Set(policy.clauses.map(({ id }) => id));
  const read = readBankEntry(
    bank.kind,
    bank.kind === "samples" ? withId(wordedAsFile(value)) : wordedAsFile(value),
    clauses,
  );
  return read.entry === undefined ? { problems: read.problems } : checkEntry({ bank, policy }, read.entry, source);
}

/** What a policy's file does not need: everything can be stored, and nothing is kept that never may be. */
export function checkEntry(
  { bank, policy }: Pick<LiveBank, "bank" | "policy">,
  read: BankEntry,
  source?: string,
): ReadEntry {
  const entry = read.source === undefined && source !== undefined ? { ...read, source } : read;
  if (!isStorable(entry)) {
    return refused("EH_BANK_ENTRY", "The entry holds the character U+0000 or half of a surrogate pair. Take it out.");
  }
  if (bank.kind === "samples") {
    const clause = hashOnlyClause(policy, bank.name, (entry as { clause?: string }).clause);
    if (clause !== undefined && (entry as { tlsh?: string }).tlsh === undefined) {
      const message = `Samples for the clause ${clause} are about the sexual abuse of minors and are never kept as texts. Add the \`tlsh\` of the text, or hashes to a bank of images.`;
      return refused("EH_BANK_HASH_ONLY", message);
    }
  }
  // A folding of the bank's own may leave nothing of a term.
  const problem = bank.kind === "terms" && bank.fold !== undefined ? compileProblem(bank, [entry]) : undefined;
  if (problem !== undefined) return refused("EH_BANK_ENTRY", problem);
  return { ready: { entry, identity: entryIdentity(bank, entry) } };
}

function refused(code: EntryProblem["code"], message: string): ReadEntry {
  return { problems: [{ code, message }] };
}

/** `expiresAt` of the API is `expires` of a file; an id is the service's to give. */
function wordedAsFile(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const { id: _id, expiresAt, ...rest } = value as Record<string, unknown>;
  return expiresAt === undefined ? rest : { ...rest, expires: expiresAt };
}

function withId(value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value, id: PLACEHOLDER } : value;
}

/** With the flag `u`, a surrogate is one that has lost its other half. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

function isStorable(value: unknown): boolean {
  if (typeof value === "string") return !UNSTORABLE.test(value);
  return typeof value !== "object" || value === null || Object.values(value).every(isStorable);
}
