import { event } from "../events/event.js";
import type { Event } from "../wire/entries.js";

/** A post of an account. */
export function samplePost(id: string, body = "Fair wind and a following sea."): Event<"post.created"> {
  const createdAt = "2026-03-01T09:00:00Z";
  return event({
    source: "forum",
    id,
    type: "post.created",
    time: "2026-03-01T10:00:00Z",
    data: {
      actor: { id: "a1", handle: "ann", kind: "person", createdAt },
      item: { id: `p-${id}`, kind: "post", surface: "post", text: { body }, createdAt },
    },
  });
}
