/** Writes a decided batch: every row and every journal entry of it, in one transaction. */
import { caseWrites, openCases } from "../cases/open-cases.js";
import type { LogRow } from "../counters/service-counters.js";
import { entryWrites, reserve } from "../journal/append.js";
import { accountWrites, itemWrites, markDeleted } from "../mirror/mirror-batch.js";
import { sealItems } from "../quarantine/seal-items.js";
import type { Sealer } from "../quarantine/seal.js";
import type { Ids } from "../service/clock.js";
import { loadStandings, projectStanding, standingEntries, standingWrites } from "../standing/project-standing.js";
import { languageFor } from "../statements/language.js";
import type { StatementLinks } from "../statements/statement-link.js";
import type { Tx } from "../store/transaction.js";
import { writeTogether } from "../store/write-together.js";
import { batchEntries } from "./batch-entries.js";
import type { Decided, ReachUpdate } from "./batch-plan.js";
import type { EngineSlot } from "./engine-slot.js";
import {
  counterLogWrites,
  decisionWrites,
  eventWrites,
  measureWrites,
  statementWrites,
  strikeWrites,
  writeReach,
} from "./batch-rows.js";

export interface RecordContext {
  readonly slot: EngineSlot;
  readonly ids: Ids;
  readonly sealer: Sealer;
  readonly links: StatementLinks;
  readonly nowMs: number;
  readonly appealDays: number;
  readonly territory: readonly string[];
}

const DAY_MS = 86_400_000;

/**
 * Records decided events. What it throws rolls the whole batch back.
 *
 * @param counterLog what the events added to the counters
 */
export async function recordBatch(
  tx: Tx,
  context: RecordContext,
  decided: readonly Decided[],
  reach: readonly ReachUpdate[],
  counterLog: LogRow | undefined,
): Promise<void> {
  if (decided.length === 0) return;
  const { slot, nowMs } = context;
  const now = new Date(nowMs).toISOString();
  const appealUntil = new Date(nowMs + context.appealDays * DAY_MS).toISOString();
  const measures = decided.flatMap((one) => one.measures);
  const { opened, joined } = await openCases(
    tx,
    context.ids,
    decided.flatMap(({ review }) => review ?? []),
  );
  const languageOf = (one: Decided): string =>
    languageFor(one.intake.event.data.actor?.locale, slot.compiled.policy.languages);
  const { entries, places } = batchEntries({
    decided,
    opened,
    appealUntil,
    statementUrl: (id) => context.links.url(id),
    languageOf,
  });
  const struck = [...new Set(decided.flatMap((one) => one.strikes.map(({ strike }) => strike.account)))];
  const standings = struck.map((account) =>
    projectStanding(account, slot.standing.strikesOf(account), slot.compiled.policy.standing, nowMs),
  );
  const best = slot.compiled.policy.standing[0]?.level ?? "good";
  const changes = standingEntries(await loadStandings(tx, struck), standings, best);

  const mirrored = decided
    .filter((one) => one.cause === null)
    .map(({ id, intake }) => ({ id, event: intake.event, time: Date.parse(intake.event.time) }));
  await writeTogether(tx, [...eventWrites(decided, now), ...accountWrites(mirrored, now), ...itemWrites(mirrored)]);
  await markDeleted(tx, mirrored);
  await writeReach(tx, reach);

  // The head is locked from here to the commit: everything that could be done before has been.
  const reserved = await reserve(tx, entries.length + changes.length, nowMs);
  const seqOf = (id: string): number => reserved.first + (places.get(id) as number);
  const written = { version: slot.version, seqOf, now };
  await writeTogether(tx, [
    ...entryWrites(reserved, [...entries, ...changes]),
    ...decisionWrites(decided, seqOf),
    ...measureWrites(decided, written),
    ...statementWrites(slot, decided, { ...written, appealUntil, languageOf, territory: context.territory }),
    ...strikeWrites(decided, written),
    ...standingWrites(standings),
    ...caseWrites(opened, joined, written),
    ...counterLogWrites(context.ids.next(), counterLog),
  ]);
  const removed = measures.filter(({ measure }) => measure.kind === "remove");
  await sealItems(
    tx,
    context.sealer,
    removed.map(({ id, target }) => ({ item: target.id, measure: id })),
    { sealedAt: now, deleteAfter: appealUntil },
  );
}
