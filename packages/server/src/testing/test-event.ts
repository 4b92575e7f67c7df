import { type IntakeEvent, readEvent } from "../intake/intake-event.js";

/** A post for tests; `data` is merged over its parts. */
export function testPost(
  id: string,
  body: string,
  {
    actor = "u1",
    item = `p-${id}`,
    time = new Date().toISOString(),
    type = "post.created",
    data = {},
    locale = "en",
  }: {
    readonly actor?: string;
    readonly item?: string;
    readonly time?: string;
    readonly type?: string;
    readonly data?: object;
    readonly locale?: string;
  } = {},
): object {
  return {
    specversion: "1.0",
    id,
    source: "circle",
    type,
    time,
    data: {
      actor: { id: actor, handle: actor, kind: "person", createdAt: "2024-01-01T00:00:00Z", locale },
      item: { id: item, kind: "post", surface: "post", text: { body, lang: "en" }, createdAt: "2026-01-01T00:00:00Z" },
      ...data,
    },
  };
}

/** The same, ready to be decided. */
export function intakePost(...args: Parameters<typeof testPost>): IntakeEvent {
  return readEvent(testPost(...args));
}
