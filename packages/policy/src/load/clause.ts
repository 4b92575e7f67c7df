import type { Clause, MeasureSpec, Origin } from "../model.js";
import { meantFor } from "./did-you-mean.js";
import { dsaKeywords, DSA_KEYWORDS } from "./dsa-keywords.js";
import { Fields } from "./fields.js";
import { completeLadder, readAutomation, readRungs } from "./measures.js";
import type { ProblemSink } from "./problem-sink.js";
import type { Settings } from "./settings.js";
import { readStrikes } from "./strikes.js";
import { isId, quote, readInteger, readText } from "./values.js";
import { originOf, type Value } from "./yaml-file.js";

/** A clause as the default language's front matter has it, before its texts are put to it. */
export type ClauseDraft = Omit<Clause, "category" | "text" | "title"> & { readonly title: string | undefined };

/**
 * Reads one entry of a rule's `clauses`.
 *
 * @returns undefined only where not even its id could be read; a draft with problems is never used for more than its id
 */
export function readClause(
  value: Value,
  rule: string | undefined,
  settings: Settings,
  sink: ProblemSink,
): ClauseDraft | undefined {
  const fields = Fields.read(value, "a clause", sink);
  if (fields === undefined) return undefined;
  const idValue = fields.required("id");
  const titleValue = fields.required("title");
  const severityValue = fields.required("severity");
  const dsa = fields.optional("dsa");
  const measures = fields.optional("measures");
  const automation = fields.optional("automation");
  const strikesValue = fields.optional("strikes");
  const queue = fields.optional("queue");
  fields.close();
  const id = idValue && readClauseId(idValue, rule, sink);
  const title = titleValue && readText(titleValue, sink, 200);
  const severity = severityValue && readInteger(severityValue, sink, 1, 5);
  const strikes = strikesValue === undefined ? (settings.defaults.strikes ?? null) : readStrikes(strikesValue, sink);
  const draft = {
    dsa: dsa && readDsa(dsa, sink),
    ladder: readLadder(measures, fields.origin, settings, sink),
    automation: (automation && readAutomation(automation, sink)) ?? settings.defaults.automation,
    queue: queue === undefined ? settings.defaultQueue : readQueue(queue, settings, sink),
  };
  if (id === undefined) return undefined;
  return {
    ...draft,
    id,
    rule: rule ?? "",
    title,
    severity: (severity ?? 1) as Clause["severity"],
    strikes: strikes ?? undefined,
    origin: fields.origin,
  };
}

function readClauseId(value: Value, rule: string | undefined, sink: ProblemSink): string | undefined {
  const id = readText(value, sink, 200);
  if (id === undefined) return undefined;
  const [before = "", name = "", ...rest] = id.split(".");
  const owner = rule ?? before;
  if (before === owner && isClauseName(name) && rest.length === 0) return id;
  const form = `the rule's id, a dot, and a name of lower-case letters, digits, - and _: ${owner}.name`;
  sink.error("EH_POLICY_ID", originOf(value), `The clause id ${quote(id)} must be ${form}.`);
  return undefined;
}

function isClauseName(name: string): boolean {
  return isId(name);
}

function readLadder(
  value: Value | undefined,
  origin: Origin,
  settings: Settings,
  sink: ProblemSink,
): Readonly<Record<string, readonly MeasureSpec[]>> {
  const { standing, defaults } = settings;
  if (value === undefined && defaults.rungs === undefined && standing !== undefined && settings.name !== undefined) {
    const advice = "Write `measures` by standing level here, or under `defaults` in evenhand.yaml.";
    sink.error("EH_POLICY_LADDER", origin, `The clause has no ladder. ${advice}`);
  }
  const rungs = value === undefined ? defaults.rungs : readRungs(value, standing, sink);
  return rungs === undefined || standing === undefined ? {} : completeLadder(rungs, standing);
}

function readDsa(value: Value, sink: ProblemSink): string | undefined {
  const word = readText(value, sink, 200);
  if (word === undefined) return undefined;
  const found = dsaKeywords(word);
  if (found.length === 1) return found[0];
  const refuse = (message: string): undefined => sink.error("EH_POLICY_DSA_KEYWORD", originOf(value), message);
  if (found.length > 1)
    return refuse(`Several categories have ${word}. Write it with its category, such as ${found[0]}.`);
  const known = word.includes("/") ? DSA_KEYWORDS : DSA_KEYWORDS.map((full) => full.slice(full.indexOf("/") + 1));
  const meant = meantFor(word, known) ?? DSA_KEYWORDS.find((full) => full.startsWith(`${word}/`));
  const hint =
    meant === undefined ? " Write it as the regulation does, or leave `dsa` out." : ` Did you mean ${meant}?`;
  return refuse(`${quote(word)} is no keyword of Regulation (EU) 2024/2835.${hint}`);
}

function readQueue(value: Value, settings: Settings, sink: ProblemSink): string {
  const id = readText(value, sink, 200);
  const queues = settings.queues?.map((queue) => queue.id);
  if (id === undefined || queues === undefined || queues.includes(id)) return id ?? settings.defaultQueue;
  const meant = meantFor(id, queues);
  const hint = meant === undefined ? ` The queues are ${queues.join(", ")}.` : ` Did you mean ${meant}?`;
  const advice = " Queues are declared under `queues` in evenhand.yaml.";
  sink.error("EH_POLICY_QUEUE_UNKNOWN", originOf(value), `There is no queue ${quote(id)}.${hint}${advice}`);
  return id;
}
