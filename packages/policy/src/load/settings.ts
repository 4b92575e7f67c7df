import type { MeasureKind } from "@evenhand/contract";
import type { CounterDecl, Origin, Queue, StandingLevel, StrikeSpec } from "../model.js";
import { readCounters } from "./counters.js";
import { Fields } from "./fields.js";
import { readLanguages } from "./languages.js";
import { type LadderRungs, readAutomation, readRungs } from "./measures.js";
import type { ProblemSink } from "./problem-sink.js";
import { readStrikes } from "./strikes.js";
import { readDuration, readEach, readId, readInteger, readText } from "./values.js";
import { originOf, type Value } from "./yaml-file.js";

/** Longest that events may come late, in days. */
const MAX_LATENESS_DAYS = 7;
const DEFAULT_LATENESS_MS = 3_600_000;

/**
 * What `evenhand.yaml` says. A part that could not be read is undefined: the error is reported, and what refers to the part
 * is then not checked against it, so that one mistake does not make many.
 */
export interface Settings {
  readonly name: string | undefined;
  readonly languages: readonly string[] | undefined;
  readonly contact: string | undefined;
  readonly standing: readonly StandingLevel[] | undefined;
  readonly queues: readonly Queue[] | undefined;
  /** The queue of clauses that name none. */
  readonly defaultQueue: string;
  readonly defaults: Defaults;
  readonly counters: readonly CounterDecl[];
  readonly latenessMs: number;
}

/** What clauses take that do not say their own. */
interface Defaults {
  readonly rungs: LadderRungs | undefined;
  readonly automation: MeasureKind | "review";
  readonly strikes: StrikeSpec | undefined;
}

const NO_DEFAULTS: Defaults = { rungs: undefined, automation: "review", strikes: undefined };

/** Settings for a folder whose `evenhand.yaml` is missing or no YAML: nothing is known. */
export const UNKNOWN_SETTINGS: Settings = {
  name: undefined,
  languages: undefined,
  contact: undefined,
  standing: undefined,
  queues: undefined,
  defaultQueue: "default",
  defaults: NO_DEFAULTS,
  counters: [],
  latenessMs: DEFAULT_LATENESS_MS,
};

/** Reads the root of `evenhand.yaml`. */
export function readSettings(root: Value, sink: ProblemSink): Settings {
  const fields = Fields.read(root, "evenhand.yaml", sink);
  if (fields === undefined) return UNKNOWN_SETTINGS;
  const read = <T>(
    value: Value | undefined,
    reader: (value: Value, sink: ProblemSink) => T | undefined,
  ): T | undefined => (value === undefined ? undefined : reader(value, sink));
  const name = fields.required("name");
  const languages = fields.required("languages");
  const contact = fields.required("contact");
  const standingValue = fields.optional("standing");
  const standing = standingValue === undefined ? [{ level: "good", strikes: 0 }] : readStanding(standingValue, sink);
  const defaults = fields.optional("defaults");
  const queuesValue = fields.optional("queues");
  const queues = queuesValue === undefined ? [{ id: "default", doc: undefined }] : readQueues(queuesValue, sink);
  const counters = fields.optional("counters");
  const lateness = fields.optional("lateness");
  const settings: Settings = {
    name: read(name, (value) => readText(value, sink, 200)),
    languages: read(languages, readLanguages),
    contact: read(contact, (value) => readText(value, sink, 500)),
    standing,
    queues: queues?.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    defaultQueue:
      queues === undefined || queues.some((queue) => queue.id === "default") ? "default" : (queues[0] as Queue).id,
    defaults: defaults === undefined ? NO_DEFAULTS : readDefaults(defaults, standing, sink),
    counters: counters === undefined ? [] : readCounters(counters, sink),
    latenessMs: read(lateness, (value) => readDuration(value, sink, MAX_LATENESS_DAYS)) ?? DEFAULT_LATENESS_MS,
  };
  fields.close();
  return settings;
}

function readStanding(value: Value, sink: ProblemSink): readonly StandingLevel[] | undefined {
  const origins: Origin[] = [];
  const levels = readEach(value, sink, (item) => {
    const fields = Fields.read(item, "a standing level", sink);
    const level = fields?.required("level");
    const strikes = fields?.required("strikes");
    fields?.close();
    const name = level && readId(level, sink);
    const count = strikes && readInteger(strikes, sink, 0, 1_000);
    if (name === undefined || count === undefined) return undefined;
    origins.push(originOf(item));
    return { level: name, strikes: count };
  });
  if (levels === undefined) return undefined;
  const problem = (at: Origin, message: string): undefined => sink.error("EH_POLICY_STANDING", at, message);
  if (levels.length === 0)
    return problem(originOf(value), "There must be at least one standing level, such as { level: good, strikes: 0 }.");
  if (levels[0]!.strikes !== 0) {
    return problem(
      origins[0]!,
      `The first level is where every account begins: "${levels[0]!.level}" must have strikes: 0.`,
    );
  }
  for (const [index, { level, strikes }] of levels.entries()) {
    const before = levels.slice(0, index);
    if (before.some((other) => other.level === level)) {
      return problem(origins[index]!, `The standing level "${level}" is there twice. Give each its own name.`);
    }
    if (before.some((other) => other.strikes >= strikes)) {
      return problem(
        origins[index]!,
        `"${level}" must have more strikes than the level before it: levels go from best to worst.`,
      );
    }
  }
  return levels;
}

function readDefaults(value: Value, standing: readonly StandingLevel[] | undefined, sink: ProblemSink): Defaults {
  const fields = Fields.read(value, "defaults", sink);
  if (fields === undefined) return NO_DEFAULTS;
  const measures = fields.optional("measures");
  const automation = fields.optional("automation");
  const strikes = fields.optional("strikes");
  fields.close();
  return {
    rungs: measures && readRungs(measures, standing, sink),
    automation: (automation && readAutomation(automation, sink)) ?? "review",
    strikes: (strikes && readStrikes(strikes, sink)) ?? undefined,
  };
}

function readQueues(value: Value, sink: ProblemSink): readonly Queue[] | undefined {
  const seen = new Set<string>();
  const queues = readEach(value, sink, (item) => {
    const fields = Fields.read(item, "a queue", sink);
    const idValue = fields?.required("id");
    const docValue = fields?.optional("doc");
    fields?.close();
    const id = idValue && readId(idValue, sink);
    const doc = docValue && readText(docValue, sink);
    if (id === undefined) return undefined;
    if (seen.has(id)) {
      sink.error("EH_POLICY_DUPLICATE_ID", originOf(item), `The queue "${id}" is there twice. Give each its own id.`);
      return undefined;
    }
    seen.add(id);
    return { id, doc };
  });
  if (queues !== undefined && queues.length === 0) {
    sink.error(
      "EH_POLICY_VALUE",
      originOf(value),
      "There must be at least one queue, such as { id: default }. Add one, or leave `queues` out.",
    );
    return undefined;
  }
  return queues;
}
