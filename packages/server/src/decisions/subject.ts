import { type Event, type Measure, measureTarget } from "@evenhand/contract";
import type { Target } from "../measures/effective-state.js";

/** What an event is about, as cases and the journal name it. */
export interface Subject {
  readonly kind: "item" | "account" | "event";
  readonly id: string;
}

/**
 * The thing that a measure on "the item" falls on. Events without an item have one nonetheless: the profile of an account
 * event, a group, an uploaded file, a notification. Their ids carry a prefix, so that they meet no item's.
 */
export function itemOf({ type, source, id, data }: Event): string {
  if (data.item !== undefined) return data.item.id;
  if (type.startsWith("account.") && data.actor !== undefined) return `profile:${data.actor.id}`;
  if (data.group !== undefined) return `group:${data.group.id}`;
  const [file] = data.media ?? [];
  if (file !== undefined) return `media:${file.id}`;
  return `${data.push === undefined ? "event" : "push"}:${source}/${id}`;
}

/** What a decision is about: the item where there is one, else the account, else the event itself. */
export function subjectOf(event: Event): Subject {
  const { item, actor } = event.data;
  if (item !== undefined) return { kind: "item", id: item.id };
  if (actor !== undefined) return { kind: "account", id: actor.id };
  return { kind: "event", id: `${event.source}/${event.id}` };
}

/** What a measure falls on; undefined where it falls on an account and nobody knows whose. */
export function targetOf(measure: Measure, event: Event, account: string | null): Target | undefined {
  if (measureTarget(measure.kind) === "item") return { kind: "item", id: itemOf(event) };
  return account === null ? undefined : { kind: "account", id: account };
}

/** Whether an event brings an item's content, so that it makes a version of it. */
export function bringsContent({ type, data }: Event): boolean {
  if (data.item === undefined || type.endsWith(".deleted")) return false;
  if (!/^(post|comment|message|media)\./.test(type)) return false;
  return data.item.text !== undefined || (data.item.media?.length ?? 0) > 0;
}
