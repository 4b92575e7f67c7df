import { EvenhandError } from "@evenhand/contract";
import type { Policy } from "@evenhand/policy";
import { sql } from "kysely";
import type { Actor } from "../../journal/append.js";
import type { Domain } from "../../service/domain.js";
import type { Tx } from "../../store/transaction.js";
import { addEntries } from "../add-entries.js";
import { findLiveBank, type LiveBank } from "../find-bank.js";
import { isHashOnly } from "../hash-only.js";
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
 *   EH_MEASURE_CLAUSE_UNKNOWN; EH_BANK_HASH_ONLY where a clause is about the sexual abuse of minors; EH_BANK_ENTRY
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
  if (!live.policy.clauses.some(({ id }) => id === clause)) {
    throw new EvenhandError(
      "EH_MEASURE_CLAUSE_UNKNOWN",
      `The policy in force has no clause ${JSON.stringify(clause)}.`,
    );
  }
  // Measures before banks, as voiding does; the words after, so that an erasure is either seen or comes later and finds the sample.
  const source = await findSource(tx, sample.from, clause);
  await lockLiveBank(tx, domain.policies, name);
  const decided = await readDecidedText(tx, domain.sealer, source);
  await refuseHashOnly(tx, live.policy, { ...decided, clauses: [...decided.clauses, clause] });
  const originId = ruling ?? source.originId;
  const ready = { ...readyOf(live, sample, decided), originId };
  const { results } = await addEntries(tx, domain, { bank: name, entries: [ready], actor, origin: "ruling" });
  const [added] = results;
  return { bank: name, entry: added?.id ?? null, originId, present: added?.result === "present" };
}

function readyOf(live: LiveBank, sample: NewSample, { text, lang, account }: DecidedText): ReadyEntry {
  const { clause, severity, expiresAt, reviewAt, note } = sample;
  const { ready, problems } = readEntry(
    live,
    {
      text,
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

/** Whatever the words shall be an example of: where they were found to be about the abuse of minors, they are not kept. */
async function refuseHashOnly(tx: Tx, policy: Policy, decided: DecidedText): Promise<void> {
  const { rows } = await sql<{ clause: string; dsa: string | null; category: string }>`
    select clause, dsa, category from policy_clauses
    where policy_version in (${decided.policy}, ${policy.version}) and clause = any(${[...decided.clauses]}::text[])`.execute(
    tx,
  );
  const about = rows.find(({ dsa, category }) => isHashOnly({ dsa: dsa ?? undefined, category }));
  if (about === undefined) return;
  throw new EvenhandError(
    "EH_BANK_HASH_ONLY",
    `The words were decided on under the clause ${about.clause}, which is about the sexual abuse of minors. They are never kept as a text; add hashes to a bank of images instead.`,
  );
}
