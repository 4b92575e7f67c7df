/** Decides a batch of events in one transaction. */
import { EvenhandError, type Event } from "@evenhand/contract";
import type { ServiceCounters } from "../counters/service-counters.js";
import { contentVersion } from "../intake/event-hash.js";
import type { IntakeEvent } from "../intake/intake-event.js";
import { type ActiveMeasure, loadActive, type Target } from "../measures/effective-state.js";
import { loadStrikes } from "../standing/load-strikes.js";
import type { Tx } from "../store/transaction.js";
import { type Answer, answerOf, repeatedAnswers } from "./answers.js";
import type { Decided, ReachUpdate } from "./batch-plan.js";
import { decideEvent } from "./decide-event.js";
import { growingItems, loadContents } from "./growing-items.js";
import { type Accepted, eventKey, loadAccepted, loadItems, lockInForce, type MirroredItem } from "./load-batch.js";
import { recordBatch, type RecordContext } from "./record-batch.js";
import { checkpointOf, reachOf, redecisionEvent } from "./redecide.js";
import { bringsContent, itemOf } from "./subject.js";

/** One event's answer, or why there is none. */
export type EventResult =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly error: EvenhandError };

export interface BatchContext extends Omit<RecordContext, "nowMs"> {
  readonly counters: ServiceCounters;
  readonly epoch: number;
  readonly reachCheckpoints: readonly number[];
  readonly nowMs: number;
}

/** Thrown where another policy came into force since the engine was made; the batch is decided again under that one. */
export class PolicySwitched extends Error {}

/** Decides and records events; nothing is acknowledged before the caller's commit. The results stand in the order of the events. */
export async function decideBatch(
  tx: Tx,
  context: BatchContext,
  events: readonly IntakeEvent[],
): Promise<readonly EventResult[]> {
  const { slot } = context;
  const inForce = await lockInForce(tx, context.epoch);
  if (inForce.version !== slot.version) throw new PolicySwitched();
  if (slot.banks.revision !== undefined) await slot.banks.followIn(tx, inForce.banks);
  const accepted = await loadAccepted(tx, events);
  const items = await loadItems(tx, unique(events.flatMap(({ event }) => event.data.item?.id ?? [])));
  const fresh = freshOf(events, accepted);
  const state = await loadState(tx, context, fresh, items);
  const decided: Decided[] = [];
  const reach: ReachUpdate[] = [];
  for (const intake of fresh) decideOne(context, state, intake, decided, reach);
  await recordBatch(tx, context, decided, reach, context.counters.takeLog());
  return answerAll(tx, context, events, accepted, decided);
}

/** Events to be decided: the first of each (source, id) that was not accepted before. */
function freshOf(events: readonly IntakeEvent[], accepted: ReadonlyMap<string, Accepted>): readonly IntakeEvent[] {
  const seen = new Set<string>();
  return events.filter(({ event }) => {
    const key = eventKey(event);
    if (accepted.has(key) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

interface BatchState {
  readonly items: Map<string, MirroredItem>;
  /** Content events by item, for those whose reach may pass a checkpoint. */
  readonly contents: Map<string, Event>;
  /** Active measures of everything that the batch may fall on; the batch adds its own. */
  readonly active: Map<string, ActiveMeasure[]>;
}

async function loadState(
  tx: Tx,
  { slot, nowMs, reachCheckpoints }: BatchContext,
  fresh: readonly IntakeEvent[],
  items: Map<string, MirroredItem>,
): Promise<BatchState> {
  const growing = growingItems(fresh, items, reachCheckpoints);
  const contents = await loadContents(tx, growing);
  const accounts = unique([
    ...fresh.flatMap(({ event }) => event.data.actor?.id ?? []),
    ...growing.flatMap((item) => item.account ?? []),
  ]);
  // An event may be dated before now: strikes that had not expired then count for it.
  const oldest = fresh.reduce((least, { event }) => Math.min(least, Date.parse(event.time)), nowMs);
  slot.standing.load(await loadStrikes(tx, accounts, slot.compiled.policy.standing, oldest));
  const targets = fresh.flatMap(({ event }): Target[] => {
    const account = event.data.actor?.id ?? items.get(event.data.item?.id ?? "")?.account ?? null;
    const item: Target = { kind: "item", id: itemOf(event) };
    return account === null ? [item] : [item, { kind: "account", id: account }];
  });
  return { items, contents, active: await loadActive(tx, targets, nowMs) };
}

function decideOne(
  { slot, ids, counters, reachCheckpoints, nowMs }: BatchContext,
  { items, contents, active }: BatchState,
  intake: IntakeEvent,
  decided: Decided[],
  reach: ReachUpdate[],
): void {
  const { event } = intake;
  const id = ids.next();
  const itemId = event.data.item?.id;
  const item = itemId === undefined ? undefined : items.get(itemId);
  const account = event.data.actor?.id ?? item?.account ?? null;
  decided.push(decideEvent(slot, ids, { id, intake, cause: null, account, active, nowMs }));
  if (itemId === undefined) return;
  const time = Date.parse(event.time);
  const seen =
    bringsContent(event) && (item === undefined || time >= item.seenAt)
      ? remember(items, contents, { id, event, account, time }, item)
      : item;
  const current = seen !== undefined && event.type.endsWith(".deleted") ? { ...seen, deleted: true } : seen;
  if (current !== undefined) items.set(itemId, current);
  const views = reachOf(event);
  if (views === undefined) return;
  const checkpoint = checkpointOf(views, reachCheckpoints);
  reach.push({ item: itemId, reach: views, checkpoint });
  if (current === undefined || checkpoint <= current.checkpoint) return;
  items.set(itemId, { ...current, checkpoint, reach: Math.max(views, current.reach) });
  const content = contents.get(itemId);
  // New content at this reach was decided with it just now; sealed or erased content cannot be decided again, and deleted content
  // reaches nobody any more.
  if (content === undefined || current.deleted || bringsContent(event)) return;
  const again = redecisionEvent(current, content, { checkpoint, reach: views, time: event.time });
  counters.admitNothing(true);
  try {
    decided.push(
      decideEvent(slot, ids, {
        id: ids.next(),
        intake: again,
        cause: "reach",
        account: current.account,
        active,
        nowMs,
      }),
    );
  } finally {
    counters.admitNothing(false);
  }
}

/** Later events of the batch see the item as this event leaves it. */
function remember(
  items: Map<string, MirroredItem>,
  contents: Map<string, Event>,
  { id, event, account, time }: { id: string; event: Event; account: string | null; time: number },
  before: MirroredItem | undefined,
): MirroredItem {
  const { item } = event.data;
  if (item === undefined) throw new TypeError("An event that brings content has an item");
  const version = contentVersion(item);
  const current: MirroredItem = {
    id: item.id,
    account,
    version,
    contentEvent: id,
    reach: before?.reach ?? 0,
    checkpoint: before?.version === version ? before.checkpoint : 0,
    seenAt: time,
    deleted: false,
  };
  items.set(item.id, current);
  contents.set(item.id, event);
  return current;
}

async function answerAll(
  tx: Tx,
  { links }: BatchContext,
  events: readonly IntakeEvent[],
  accepted: ReadonlyMap<string, Accepted>,
  decided: readonly Decided[],
): Promise<readonly EventResult[]> {
  const now = new Map(decided.filter((one) => one.cause === null).map((one) => [eventKey(one.intake.event), one]));
  const repeats = events.flatMap(({ event }) => {
    const before = accepted.get(eventKey(event));
    return before === undefined || before.decision === null ? [] : [{ id: before.id, decision: before.decision }];
  });
  const answers = await repeatedAnswers(tx, repeats, links);
  const answered = new Set<string>();
  return events.map(({ event, hash }): EventResult => {
    const key = eventKey(event);
    const fresh = now.get(key);
    if (fresh !== undefined) {
      if (!fresh.intake.hash.equals(hash)) return conflict(event);
      const answer = answerOf(fresh, links);
      const repeated = answered.has(key);
      answered.add(key);
      return { ok: true, answer: { ...answer, repeated } };
    }
    const before = accepted.get(key) as Accepted;
    if (before.decision === null) return erased(event);
    if (!before.hash.equals(hash)) return conflict(event);
    return { ok: true, answer: answers.get(before.id) as Answer };
  });
}

function conflict({ source, id }: Event): EventResult {
  return failure(
    "EH_EVENT_CONFLICT",
    `An event with source "${source}" and id "${id}" was accepted with another content. Give each event an id of its own; to correct something, send an update with a new id.`,
  );
}

function erased({ source, id }: Event): EventResult {
  return failure(
    "EH_EVENT_ERASED",
    `The event with source "${source}" and id "${id}" was accepted, and has since been erased with its person's data.`,
  );
}

function failure(code: `EH_${string}`, message: string): EventResult {
  return { ok: false, error: new EvenhandError(code, message) };
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
