import { EvenhandError, type Event, type Problem, validateEvent } from "@evenhand/contract";
import { refusePoison } from "../http/parse-json.js";
import { eventHash } from "./event-hash.js";

/** Events that Evenhand makes itself have this source. */
export const OWN_SOURCE = "evenhand";

/** An event that may be decided. */
export interface IntakeEvent {
  readonly event: Event;
  /** Its JSON, as it is stored and decided on. */
  readonly body: string;
  readonly hash: Buffer;
}

/**
 * Checks one parsed JSON value, and prepares it for deciding.
 *
 * @throws EvenhandError with the first problem's code, and every problem
 */
export function readEvent(value: unknown): IntakeEvent {
  refusePoison(value);
  const result = validateEvent(value);
  if (!result.ok) throw refused(result.problems);
  const { event } = result;
  if (event.source === OWN_SOURCE || event.source.startsWith(`${OWN_SOURCE}/`)) {
    throw refused([
      {
        code: "EH_EVENT_SOURCE_RESERVED",
        where: "/source",
        message: `The source "${OWN_SOURCE}" stands for events that Evenhand makes itself. Name your platform.`,
      },
    ]);
  }
  const body = JSON.stringify(event);
  // PostgreSQL's text holds every character but U+0000; JSON.stringify writes half of a surrogate pair as an escape.
  if (body.includes("\\u0000") && hasNul(event)) {
    throw refused([
      {
        code: "EH_EVENT_TEXT_UNSTORABLE",
        message: "A text holds the character U+0000, which no database text can hold. Leave it out.",
      },
    ]);
  }
  return { event, body, hash: eventHash(event) };
}

function refused(problems: readonly Problem[]): EvenhandError {
  const [first] = problems;
  const code = first?.code ?? "EH_EVENT_INVALID";
  return new EvenhandError(code, first?.message ?? "The event does not fit its schema.", problems);
}

/** Whether a string or key really holds U+0000; the escape may also follow a backslash that is text. */
function hasNul(value: unknown): boolean {
  if (typeof value === "string") return value.includes("\0");
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, child]) => key.includes("\0") || hasNul(child));
}
