/** Prints `wire/wire-types.ts` from the contract. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as contract from "@evenhand/contract";
import { eventTypeDecl, EVENT_TYPES, JOURNAL_ACTS, MEASURE_KINDS, OUTCOMES } from "@evenhand/contract";
import { printType, printWhole, type PrintOptions } from "./print-type.js";

const HEAD = `/**
 * What goes over the wire, as the contract has it.
 *
 * Generated from @evenhand/contract by testing/print-wire-types.ts; wire-types.test.ts proves that it is up to date.
 * To renew: npx vitest run packages/client/src/wire -u
 */`;

/** What a platform sends, in the order in which they need one another. */
const SENT = {
  Actor: "Who acts: the account as the platform knows it at the time of the event.",
  ItemText: "The words of an item.",
  Media: "One attached file: described and hashed, never fetched.",
  Item: "A piece of content: a post, a reply, a message, a listing.",
  Context: "Where an event came from: hashed identifiers only.",
  Group: "A group, club or channel.",
  Reaction: "A reaction: its kind, and the item it was given to.",
  Follow: "A follow: the account that is followed from now on.",
  Reach: "How many people an item reached, now and at the previous update.",
  Session: "A running session.",
  Push: "A push notification that the platform wants to send.",
  Previous: "What an account, group or item was called before this change.",
  ApplyMeasureBody: "A measure that a person decided on.",
} as const;

/** What the service answers. */
const ANSWERED = {
  Span: "A stretch of a text of the event, in UTF-16 code units, end exclusive.",
  Evidence: "Why a detector held: one line per fact that its condition relied on.",
  Finding: "A detector that held for an event, or whose condition failed to give an answer.",
  Measure: "A measure of a decision: what is done, for which clause, because of which detector, until when.",
  Decision: "The outcome for one event, its measures, its findings and the policy version that made it.",
  EffectiveState: "The strongest active measure of a target, and everything else that is active on it.",
  AnsweredStatement: "A statement of reasons that the platform has to bring to the person.",
  DecidedEvent: "The answer to one event that was decided, now or before.",
  StoredDecision: "A decision as it was recorded.",
  MeasureBody: "A measure as it stands.",
  StrikeBody: "One strike.",
  StandingBody: "An account's standing at a time: a fold over the strikes given before it.",
  HistoryStep: "One step of a history, newest first.",
  AccountBody: "An account as the service has it, with its effective state.",
  ItemBody: "An item as the service has it, with its effective state.",
  ErasureBody: "What erasure has taken.",
  StatementBody: "A statement of reasons, structured and in words.",
  ProblemPart: "One thing that is wrong with a request, and where.",
} as const;

/** Names that read better in an engineer's code than in the contract. */
const RENAMED: Readonly<Record<string, string>> = {
  ApplyMeasureBody: "NewMeasure",
  MeasureBody: "StoredMeasure",
  StrikeBody: "Strike",
  StandingBody: "Standing",
  AccountBody: "StoredAccount",
  ItemBody: "StoredItem",
  ErasureBody: "Erasure",
  StatementBody: "Statement",
};

const PARTS: Readonly<Record<string, string>> = { media: "readonly Media[]" };

/** The file, formatted as the repository's formatter has it. */
export function printWireTypes(): string {
  const names = new Map<string, string>();
  const sections = [
    HEAD,
    unionOf("MeasureKind", MEASURE_KINDS, "Every measure, weakest first."),
    unionOf("Outcome", OUTCOMES, "What comes of an event."),
  ];
  names.set(words(MEASURE_KINDS), "MeasureKind");
  names.set(words(OUTCOMES), "Outcome");
  for (const [list, sent] of [
    [SENT, true],
    [ANSWERED, false],
  ] as const)
    for (const [name, doc] of Object.entries(list)) sections.push(interfaceOf(name, doc, { names, sent }));
  sections.push(eventData(), journal({ names, sent: false }));
  return format(sections.join("\n\n"));
}

function interfaceOf(name: string, doc: string, options: PrintOptions & { names: Map<string, string> }): string {
  const schema = (contract as unknown as Record<string, unknown>)[name];
  if (schema === undefined) throw new TypeError(`The contract has no ${name} any more.`);
  const shown = RENAMED[name] ?? name;
  const printed = printWhole(schema, options);
  options.names.set(printed, shown);
  return `/** ${doc} */\nexport interface ${shown} ${printed}`;
}

function unionOf(name: string, list: readonly string[], doc: string): string {
  return `/** ${doc} */\nexport type ${name} = ${words(list)};`;
}

function words(list: readonly string[]): string {
  return list.map((word) => JSON.stringify(word)).join(" | ");
}

/** For each event type, the parts that it must and may carry. */
function eventData(): string {
  const types = EVENT_TYPES.map((type) => {
    const { required, optional, doc } = eventTypeDecl(type);
    const fields = [
      ...required.map((part) => `readonly ${part}: ${partType(part)};`),
      ...optional.map((part) => `readonly ${part}?: ${partType(part)} | undefined;`),
    ];
    return `/** ${doc} */\n${JSON.stringify(type)}: { ${fields.join(" ")} readonly [extra: string]: unknown };`;
  });
  return `/** What the events of each type carry. Fields that are not named here are kept, and conditions read them under \`extra\`. */
export interface EventData { ${types.join("\n")} }`;
}

function partType(part: string): string {
  return PARTS[part] ?? `${part.slice(0, 1).toUpperCase()}${part.slice(1)}`;
}

/** For each act, what its journal entries and webhooks carry. */
function journal(options: PrintOptions): string {
  const acts = Object.entries(JOURNAL_ACTS).map(
    ([act, schema]) => `${JSON.stringify(act)}: ${printType(schema, options)};`,
  );
  return `${unionOf("ActorRole", contract.ACTOR_ROLES, "Who did something.")}

/** What the entries of each act carry. */
export interface ActData { ${acts.join("\n")} }`;
}

function format(source: string): string {
  const oxfmt = fileURLToPath(new URL("../../../../node_modules/oxfmt/bin/oxfmt", import.meta.url));
  const cwd = fileURLToPath(new URL("../wire/", import.meta.url));
  const result = spawnSync(process.execPath, [oxfmt, "--stdin-filepath", "wire-types.ts"], {
    cwd,
    input: source,
    encoding: "utf8",
  });
  if (result.status !== 0) throw new TypeError(`oxfmt refuses what was printed: ${result.stderr}\n${source}`);
  return result.stdout;
}
