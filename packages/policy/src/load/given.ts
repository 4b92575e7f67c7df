import { isSeq } from "yaml";
import { formatTime } from "../facts/time.js";
import type { CaseDoc, EventShorthand } from "./case-doc.js";
import { meantFor } from "./did-you-mean.js";
import { caseTime } from "./expand-case.js";
import { parseCaseTime } from "./expand-event.js";
import { Fields } from "./fields.js";
import { type KnownClassifiers, readGivenScores } from "./given-scores.js";
import type { ProblemSink } from "./problem-sink.js";
import { readEvent } from "./read-event.js";
import type { Settings } from "./settings.js";
import { quote, readDuration, readInteger, readList, readText } from "./values.js";
import { originOf, type Value } from "./yaml-file.js";

/** Most events before the one that is decided. */
const MAX_GIVEN = 5_000;

/** Reads `given`, with `repeat` written out and a time for every event. */
export function readGiven(
  value: Value,
  event: EventShorthand | undefined,
  { settings, classifiers }: { readonly settings: Settings; readonly classifiers: KnownClassifiers },
  sink: ProblemSink,
): CaseDoc["given"] | undefined {
  const fields = Fields.read(value, "given", sink);
  if (fields === undefined) return undefined;
  const standingValue = fields.optional("standing");
  const scoresValue = fields.optional("scores");
  const eventsValue = fields.optional("events");
  const repeatValue = fields.optional("repeat");
  fields.close();
  const standing = standingValue && readStanding(standingValue, settings, sink);
  const baseMs = event === undefined ? 0 : caseTime(event);
  const items = (eventsValue && readList(eventsValue, sink, MAX_GIVEN)) ?? [];
  const listed = items.flatMap((item, index) => {
    const shorthand = readEvent(item, sink);
    return shorthand === undefined ? [] : [at(shorthand, baseMs - 1_000 * (items.length - index), baseMs)];
  });
  const repeats =
    repeatValue === undefined ? [] : isSeq(repeatValue.node) ? (readList(repeatValue, sink, 100) ?? []) : [repeatValue];
  const repeated = repeats.flatMap((item) => readRepeat(item, baseMs, sink));
  const events = [...listed, ...repeated].toSorted((a, b) => a.ms - b.ms).map(({ shorthand }) => shorthand);
  const scores = scoresValue && readGivenScores(scoresValue, classifiers, sink);
  return { ...(standing === undefined ? {} : { standing }), ...(scores === undefined ? {} : { scores }), events };
}

interface Timed {
  readonly shorthand: EventShorthand;
  readonly ms: number;
}

/** The event with its time written out: its own, or `fallbackMs`. A time that is none stays, for validation to refuse. */
function at(shorthand: EventShorthand, fallbackMs: number, baseMs: number): Timed {
  const { time } = shorthand;
  if (time === undefined) return { shorthand: { ...shorthand, time: formatTime(fallbackMs) }, ms: fallbackMs };
  const ms = typeof time === "string" ? parseCaseTime(time, baseMs) : undefined;
  return ms === undefined ? { shorthand, ms: fallbackMs } : { shorthand: { ...shorthand, time: formatTime(ms) }, ms };
}

/** `times` events `every` so often: from the time that the event names, or so that the next would be the case's event. */
function readRepeat(value: Value, baseMs: number, sink: ProblemSink): readonly Timed[] {
  const fields = Fields.read(value, "repeat", sink);
  const timesValue = fields?.required("times");
  const everyValue = fields?.required("every");
  const eventValue = fields?.required("event");
  fields?.close();
  const times = timesValue && readInteger(timesValue, sink, 1, MAX_GIVEN);
  const every = everyValue && readDuration(everyValue, sink, 365);
  const shorthand = eventValue && readEvent(eventValue, sink);
  if (times === undefined || every === undefined || shorthand === undefined) return [];
  const first = at(shorthand, baseMs - times * every, baseMs).ms;
  return Array.from({ length: times }, (_, index) => {
    const ms = first + index * every;
    const { id } = shorthand;
    const own = typeof id === "string" ? { id: `${id}-${index + 1}` } : {};
    return { shorthand: { ...shorthand, ...own, time: formatTime(ms) }, ms };
  });
}

function readStanding(value: Value, settings: Settings, sink: ProblemSink): string | undefined {
  const level = readText(value, sink, 200);
  const names = settings.standing?.map((known) => known.level);
  if (level === undefined || names === undefined || names.includes(level)) return level;
  const meant = meantFor(level, names);
  const hint = meant === undefined ? ` The levels are ${names.join(", ")}.` : ` Did you mean ${meant}?`;
  return sink.error("EH_POLICY_LEVEL_UNKNOWN", originOf(value), `There is no standing level ${quote(level)}.${hint}`);
}
