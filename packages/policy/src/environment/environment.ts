/** What conditions of a policy may name: the facts, and the functions over its banks and counters. */
import { type Env, listOf, mapOf, DYN, STRING, type Variable } from "@evenhand/cel";
import { eventTypeDecl, type EventType, MAX_VALUES, type Part } from "@evenhand/contract";
import type { Policy } from "../model.js";
import { bankFunctions } from "./bank-functions.js";
import { classifierFunctions } from "./classifier-functions.js";
import { counterFunctions } from "./counter-functions.js";
import {
  ACTOR,
  CONTEXT,
  EVENT,
  FOLLOW,
  GROUP,
  ITEM,
  MEDIA_SIZE,
  MEDIUM,
  PREVIOUS,
  PUSH,
  REACH,
  REACTION,
  SESSION,
  TEXT,
} from "./structs.js";

/** The variables, with the part of the event each comes from; those without a part are there on every event. */
export const VARIABLES: Readonly<Record<string, Variable & { readonly part?: Part }>> = {
  event: { type: EVENT, doc: "The event itself." },
  actor: { type: ACTOR, doc: "Who acts.", part: "actor" },
  item: { type: ITEM, doc: "The item concerned.", part: "item" },
  text: { type: TEXT, doc: "The words of the item, the profile, the group or the notification." },
  media: { type: listOf(MEDIUM), doc: "Attached files.", maxSize: MEDIA_SIZE },
  context: { type: CONTEXT, doc: "Where the event came from, hashed.", part: "context" },
  group: { type: GROUP, doc: "The group concerned." },
  reaction: { type: REACTION, doc: "The reaction.", part: "reaction" },
  follow: { type: FOLLOW, doc: "The follow.", part: "follow" },
  reach: { type: REACH, doc: "How far an item has reached.", part: "reach" },
  session: { type: SESSION, doc: "The running session.", part: "session" },
  push: { type: PUSH, doc: "The notification asked for.", part: "push" },
  previous: { type: PREVIOUS, doc: "Values before a change.", part: "previous" },
  extra: { type: mapOf(STRING, DYN), doc: "Fields of data that the contract does not name.", maxSize: MAX_VALUES },
};

/** The environment that the conditions of `policy` are checked and compiled against. */
export function createEnvironment(policy: Pick<Policy, "banks" | "classifiers" | "counters">): Env {
  return {
    variables: VARIABLES,
    functions: [
      ...bankFunctions(policy.banks),
      ...classifierFunctions(policy.classifiers),
      ...counterFunctions(policy.counters),
    ],
  };
}

/** Whether events of a type can carry what a variable reads. */
export function isOnEvent(variable: string, type: EventType): boolean {
  const part = Object.hasOwn(VARIABLES, variable) ? VARIABLES[variable]?.part : undefined;
  if (part === undefined) return true;
  const { required, optional } = eventTypeDecl(type);
  return required.includes(part) || optional.includes(part);
}
