/**
 * Asks classifiers that others run, before events are decided, what deciding them would ask. Conditions are evaluated on what is
 * known now, without counting or recording anything; so only those are asked whose cheap part holds. Another event may be decided
 * in between: what it changes is seen by the decision and not by this preview. A score that is then wanted and was not asked for is
 * an error, which goes to a person. The record holds what was used.
 */
import type { Event } from "@evenhand/contract";
import type { Strike } from "@evenhand/policy";
import type { ExternalClassifiers } from "../classifiers/external-classifiers.js";
import { KnownAnswers } from "../classifiers/known-answers.js";
import type { Question } from "../classifiers/reply.js";
import type { IntakeEvent } from "../intake/intake-event.js";
import type { Service } from "../service/service.js";
import { loadStrikes } from "../standing/load-strikes.js";
import type { Deciding } from "./decider.js";
import type { EngineSlot } from "./engine-slot.js";
import { growingItems, loadContents } from "./growing-items.js";
import { eventKey, loadAccepted, loadItems } from "./load-batch.js";
import { checkpointOf, reachOf, redecisionEvent } from "./redecide.js";
import { bringsContent } from "./subject.js";

/** How often an answer may lead to a further question: `score("a", t) > 0.3 ? score("b", t) > 0.9 : false` takes two. */
const ROUNDS = 3;

type AskingService = Pick<Service, "store" | "clock" | "config">;

/** Something to be previewed, and the event that was sent for it. */
interface Draft {
  readonly event: Event;
  readonly sent: IntakeEvent;
}

/** Whether deciding these events may ask a classifier that somebody else runs. */
export function asksClassifiers({ external: { types } }: EngineSlot, events: readonly IntakeEvent[]): boolean {
  if (types.size === 0) return false;
  return events.some(({ event }) => types.has(event.type) || reachOf(event) !== undefined);
}

/**
 * Asks, and gives what was answered, or why not. Takes no longer than the classifiers' timeouts allow.
 *
 * @param events in the order in which they will be decided
 */
export async function askAhead(
  service: AskingService,
  classifiers: ExternalClassifiers,
  deciding: Deciding,
  events: readonly IntakeEvent[],
): Promise<KnownAnswers> {
  const drafts = await draftsOf(service, events);
  const strikes = await strikesOf(service, deciding, drafts);
  const answers = new KnownAnswers();
  let accepted: ReadonlySet<string> | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    const wanted = preview(deciding, drafts, strikes, answers);
    if (wanted.length === 0) break;
    // What is sent again is answered from its record: it needs no classifier.
    accepted ??= new Set((await loadAccepted(service.store.db, events)).keys());
    const questions = wanted.flatMap(({ draft, question }) =>
      accepted?.has(eventKey(draft.sent.event)) === true ? [] : [question],
    );
    if (questions.length === 0) break;
    await Promise.all(
      distinct(questions).map(async (question) => {
        answers.set(question.definition, question.text, await classifiers.ask(question));
      }),
    );
  }
  return answers;
}

/** The events, and for those with which an item passes a checkpoint of reach, what will be decided again. */
async function draftsOf({ store, config }: AskingService, events: readonly IntakeEvent[]): Promise<readonly Draft[]> {
  const reaching = events.filter(({ event }) => reachOf(event) !== undefined && !bringsContent(event));
  if (reaching.length === 0) return events.map((sent) => ({ event: sent.event, sent }));
  const items = await loadItems(store.db, [...new Set(reaching.flatMap(({ event }) => event.data.item?.id ?? []))]);
  const { reachCheckpoints } = config;
  const contents = await loadContents(store.db, growingItems(reaching, items, reachCheckpoints));
  return events.flatMap((sent): Draft[] => {
    const { event } = sent;
    const item = items.get(event.data.item?.id ?? "");
    const content = contents.get(item?.id ?? "");
    const reach = reachOf(event);
    const draft = { event, sent };
    if (item === undefined || content === undefined || reach === undefined || bringsContent(event)) return [draft];
    const checkpoint = checkpointOf(reach, reachCheckpoints);
    return [draft, { event: redecisionEvent(item, content, { checkpoint, reach, time: event.time }).event, sent }];
  });
}

function strikesOf(
  { store, clock }: AskingService,
  { slot }: Deciding,
  drafts: readonly Draft[],
): Promise<ReadonlyMap<string, readonly Strike[]>> {
  const accounts = [...new Set(drafts.flatMap(({ event }) => event.data.actor?.id ?? []))];
  const oldest = drafts.reduce((least, { event }) => Math.min(least, Date.parse(event.time)), clock.now());
  return loadStrikes(store.db, accounts, slot.compiled.policy.standing, oldest);
}

/** What the conditions ask that nobody has answered yet. Nothing waits in here, and nothing is kept. */
function preview(
  { slot, counters }: Deciding,
  drafts: readonly Draft[],
  strikes: ReadonlyMap<string, readonly Strike[]>,
  answers: KnownAnswers,
): readonly { readonly draft: Draft; readonly question: Question }[] {
  const { engine, standing, scores } = slot.drafts;
  const wanted: { draft: Draft; question: Question }[] = [];
  return counters.attempt(() => {
    standing.load(strikes);
    scores.answers = answers;
    try {
      for (const draft of drafts) {
        const { event, sent } = draft;
        const lang = event.data.item?.text?.lang ?? "";
        scores.onUnknown = (definition, text) => wanted.push({ draft, question: { definition, text, lang } });
        counters.admitNothing(event !== sent.event);
        try {
          engine.decide(event);
        } catch {
          // The decision itself will meet the same, and tell it of this event alone.
        }
        standing.takeGiven();
      }
      return wanted;
    } finally {
      counters.admitNothing(false);
      scores.answers = undefined;
      scores.onUnknown = undefined;
    }
  });
}

/** Each question once, whatever the language that was given with it. */
function distinct(questions: readonly Question[]): readonly Question[] {
  const byId = new Map<string, Map<string, Question>>();
  for (const question of questions) {
    const { id } = question.definition;
    const texts = byId.get(id) ?? new Map<string, Question>();
    byId.set(id, texts);
    if (!texts.has(question.text)) texts.set(question.text, question);
  }
  return [...byId.values()].flatMap((texts) => [...texts.values()]);
}
