import { EvenhandError } from "@evenhand/contract";
import { formatTlsh, TLSH_MIN_TEXT, tlshOf } from "@evenhand/matching";
import type { Policy } from "@evenhand/policy";
import { sql } from "kysely";
import type { Actor } from "../../journal/append.js";
import { clauseUnknown } from "../../measures/clause-unknown.js";
import type { Domain } from "../../service/domain.js";
import type { Tx } from "../../store/transaction.js";
import { addEntries } from "../add-entries.js";
import { findLiveBank, type LiveBank } from "../find-bank.js";
import { hashOnlyClause, isHashOnly } from "../hash-only.js";
import { lockLiveBank } from "../lock-banks.js";
import { readEntry, type ReadyEntry } from "../ready-entry.js";
import { type DecidedText, findSource, readDecidedText, type SampleSource } from "./decided-text.js";

export interface NewSample {
  readonly bank: string;
  /** Whose words: they are taken as they were decided on. */
  readonly from: SampleSource;
  readonly clause: string;
  readonly severity: number;
  /** BCP 47; the event's own language unless said. */
  readonly lang?: string | undefined;
  /** From then on it finds nothing. */
  readonly expiresAt?: string | undefined;
  /** When somebody should look whether it still belongs there. */
  readonly reviewAt?: string | undefined;
  readonly note?: string | undefined;
  /** The ruling that confirms it; the measure or decision itself unless said. */
  readonly ruling?: string | undefined;
  readonly actor: Actor;
}

/** A sample in its bank; `entry` is null where the policy brings the text itself. */
export interface ConfirmedSample {
  readonly bank: string;
  readonly entry: string | null;
  readonly originId: string;
  /** Whether it was there already. */
  readonly present: boolean;
}

/**
 * Adds the words that were decided on to a live bank of samples, with where they come from. Once the transaction has committed, have
 * the bank book follow.
 *
 * @throws EvenhandError as {@link findSource}, {@link readDecidedText} and {@link addEntries}; EH_BANK_KIND where the bank holds no samples;
 *   EH_MEASURE_CLAUSE_UNKNOWN; EH_BANK_HASH_ONLY where a clause is about the sexual abuse of minors and the words are too few for a hash;
 *   EH_BANK_ENTRY
 */
export async function addSampleFromRuling(
  tx: Tx,
  domain: Pick<Domain, "policies" | "ids" | "clock" | "sealer">,
  sample: NewSample,
): Promise<ConfirmedSample> {
  const { bank: name, clause, actor, ruling } = sample;
  const live = findLiveBank(domain.policies, name);
  if (live.bank.kind !== "samples") {
    throw new EvenhandError("EH_BANK_KIND", `The bank "${name}" holds ${live.bank.kind}. Name a bank of samples.`);
  }
  if (!live.policy.clauses.some(({ id }) => id === clause)) throw clauseUnknown(clause);
  // Measures before banks, as voiding does; the words after, so that an erasure is either seen or comes later and finds the sample.
  const source = await findSource(tx, sample.from, clause);
  await lockLiveBank(tx, domain.policies, name);
  const decided = await readDecidedText(tx, domain.sealer, source);
  const about =
    (await findHashOnly(tx, live.policy, { ...decided, clauses: [...decided.clauses, clause] })) ??
    hashOnlyClause(live.policy, name, clause);
  const words = about === undefined ? { text: decided.text } : { tlsh: hashOf(decided.text, about) };
  const originId = ruling ?? source.originId;
  const ready = { ...readyOf(live, sample, decided, words), originId };
  const { results } = await addEntries(tx, domain, { bank: name, entries: [ready], actor, origin: "ruling" });
  const [added] = results;
  return { bank: name, entry: added?.id ?? null, originId, present: added?.result === "present" };
}

/** @param words what is kept of the text: itself, or its hash */
function readyOf(
  live: LiveBank,
  sample: NewSample,
  { lang, account }: DecidedText,
  words: { readonly text: string } | { readonly tlsh: string },
): ReadyEntry {
  const { clause, severity, expiresAt, reviewAt, note } = sample;
  const { ready, problems } = readEntry(
    live,
    {
      ...words,
      clause,
      severity,
      ...languageOf(sample.lang ?? lang),
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(note === undefined ? {} : { note }),
    },
    "ruling",
  );
  if (ready === undefined) {
    const [problem] = problems;
    const hashOnly = problem?.code === "EH_BANK_HASH_ONLY";
    throw new EvenhandError(
      hashOnly ? "EH_BANK_HASH_ONLY" : "EH_BANK_ENTRY",
      problem?.message ?? "The sample cannot be read.",
    );
  }
  return {
    ...ready,
    ...(account === null ? {} : { account }),
    ...(reviewAt === undefined ? {} : { reviewAt: new Date(reviewAt) }),
  };
}

/** A language as BCP 47 writes it; what is none is left out. */
function languageOf(lang: string): { readonly lang?: string } {
  try {
    const [canonical] = Intl.getCanonicalLocales(lang);
    return canonical === undefined ? {} : { lang: canonical };
  } catch {
    return {};
  }
}

/**
 * The clause by which the words are about the sexual abuse of minors, whatever they shall be an example of: then they are not kept,
 * and their hash is.
 */
async function findHashOnly(tx: Tx, policy: Policy, decided: DecidedText): Promise<string | undefined> {
  const { rows } = await sql<{ clause: string; dsa: string | null; category: string }>`
    select clause, dsa, category from policy_clauses
    where policy_version in (${decided.policy}, ${policy.version}) and clause = any(${[...decided.clauses]}::text[])`.execute(
    tx,
  );
  return rows.find(({ dsa, category }) => isHashOnly({ dsa: dsa ?? undefined, category }))?.clause;
}

/** @throws EvenhandError EH_BANK_HASH_ONLY where the words are too few */
function hashOf(text: string, clause: string): string {
  const hash = text.length < TLSH_MIN_TEXT ? undefined : tlshOf(text);
  if (hash !== undefined) return formatTlsh(hash);
  throw new EvenhandError(
    "EH_BANK_HASH_ONLY",
    `The words fall under the clause ${clause}, which is about the sexual abuse of minors. They are never kept as a text, and they are too few to be known by a hash (${TLSH_MIN_TEXT} characters). Write a term or a detector instead.`,
  );
}
