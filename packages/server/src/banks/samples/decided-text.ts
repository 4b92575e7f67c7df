/** The words that were decided on, for whoever confirms them as an example. */
import { type Decision, EvenhandError, type Event } from "@evenhand/contract";
import { eventWords } from "@evenhand/policy";
import { sql } from "kysely";
import type { Sealer } from "../../quarantine/seal.js";
import type { Tx } from "../../store/transaction.js";

/** What a sample is made from. */
export type SampleSource = { readonly item: string } | { readonly decision: string } | { readonly measure: string };

/** Where a sample comes from. */
export interface DecidedSource {
  /** The decision that saw the words. */
  readonly decision: string;
  /** The measure or decision that they come from. */
  readonly originId: string;
  /** Clauses of the measures on the words. */
  readonly measures: readonly string[];
}

/** Words, and what they were decided under. */
export interface DecidedText {
  readonly text: string;
  readonly lang: string;
  /** Whose words they are. */
  readonly account: string | null;
  /** Every clause that the decision found or a measure cites. */
  readonly clauses: readonly string[];
  readonly policy: string;
}

/**
 * Finds what an item, a decision or a measure leads to. Until the transaction ends, no measure on the words is voided.
 *
 * @param clause what the words shall be an example of
 * @throws EvenhandError EH_ITEM_NOT_FOUND, EH_DECISION_NOT_FOUND, EH_MEASURE_NOT_FOUND, EH_BANK_SAMPLE_OVERTURNED,
 *   EH_BANK_SAMPLE_TEXT
 */
export async function findSource(tx: Tx, from: SampleSource, clause: string): Promise<DecidedSource> {
  const { decision, originId } = await sourceOf(tx, from);
  const event = await tx.selectFrom("events").select("item_id").where("id", "=", decision).executeTakeFirst();
  if (event === undefined) {
    if (!("decision" in from)) throw contentGone();
    throw new EvenhandError("EH_DECISION_NOT_FOUND", `There is no decision ${from.decision}.`);
  }
  return { decision, originId, measures: await standingMeasures(tx, { decision, item: event.item_id, clause }) };
}

/**
 * The words that a decision saw; those of a removed item are opened. The caller holds the lock on banks, so that nobody erases them
 * between here and the bank.
 *
 * @throws EvenhandError EH_ITEM_CONTENT_GONE where the words are no longer kept; EH_BANK_SAMPLE_TEXT
 */
export async function readDecidedText(
  tx: Tx,
  sealer: Sealer,
  { decision: id, measures }: DecidedSource,
): Promise<DecidedText> {
  const { rows } = await sql<{
    account_id: string | null;
    body: string | null;
    sealed: Buffer | null;
    decision: string | null;
    policy_version: string;
  }>`
    select e.account_id, e.body, e.sealed, d.decision, d.policy_version
    from decisions d join events e on e.id = d.id where d.id = ${id}::uuid`.execute(tx);
  const [row] = rows;
  const body = row === undefined || row.sealed === null ? row?.body : sealer.open(id, row.sealed);
  if (row === undefined || row.decision === null || body === undefined || body === null) throw contentGone();
  const { text, lang } = eventWords(JSON.parse(body) as Event);
  if (text.trim() === "") {
    throw new EvenhandError(
      "EH_BANK_SAMPLE_TEXT",
      "There are no words in what was decided on, so it is no sample of a text.",
    );
  }
  const { findings } = JSON.parse(row.decision) as Decision;
  const clauses = [...new Set([...findings.map((finding) => finding.clause), ...measures])];
  return { text, lang, account: row.account_id, clauses, policy: row.policy_version };
}

async function sourceOf(tx: Tx, from: SampleSource): Promise<Omit<DecidedSource, "measures">> {
  if ("decision" in from) return { decision: from.decision, originId: from.decision };
  if ("item" in from) {
    const decision = await newestDecision(tx, from.item);
    return { decision, originId: decision };
  }
  const { rows } = await sql<{ decision_id: string | null; item_id: string | null; voided_at: Date | null }>`
    select decision_id, item_id, voided_at from measures where id = ${from.measure}::uuid for share`.execute(tx);
  const [measure] = rows;
  if (measure === undefined) throw new EvenhandError("EH_MEASURE_NOT_FOUND", `There is no measure ${from.measure}.`);
  if (measure.voided_at !== null) throw overturned(`Measure ${from.measure} was voided`);
  if (measure.decision_id !== null) return { decision: measure.decision_id, originId: from.measure };
  if (measure.item_id === null) {
    throw new EvenhandError(
      "EH_BANK_SAMPLE_TEXT",
      `Measure ${from.measure} is about no item, so there are no words behind it.`,
    );
  }
  return { decision: await newestDecision(tx, measure.item_id), originId: from.measure };
}

/** The decision on the content of an item that is in force. */
async function newestDecision(tx: Tx, item: string): Promise<string> {
  const row = await tx.selectFrom("items").select("content_event").where("id", "=", item).executeTakeFirst();
  if (row === undefined) throw new EvenhandError("EH_ITEM_NOT_FOUND", `No event has told of an item "${item}".`);
  return row.content_event;
}

/** Clauses of the measures on the words; refuses where those of the sample's own clause were all voided. */
async function standingMeasures(
  tx: Tx,
  { decision, item, clause }: { readonly decision: string; readonly item: string | null; readonly clause: string },
): Promise<readonly string[]> {
  const { rows } = await sql<{ clause: string; voided_at: Date | null }>`
    select clause, voided_at from measures
    where decision_id = ${decision}::uuid or (decision_id is null and item_id = ${item}) order by id for share`.execute(
    tx,
  );
  const own = rows.filter((row) => row.clause === clause);
  if (own.length > 0 && own.every(({ voided_at }) => voided_at !== null)) {
    throw overturned(`What was done under the clause ${clause} was voided`);
  }
  return rows.map((row) => row.clause);
}

function overturned(what: string): EvenhandError {
  return new EvenhandError("EH_BANK_SAMPLE_OVERTURNED", `${what}: its words are no confirmed example.`);
}

function contentGone(): EvenhandError {
  return new EvenhandError(
    "EH_ITEM_CONTENT_GONE",
    "The words are no longer kept: they were erased, or the time to appeal their removal has passed.",
  );
}
