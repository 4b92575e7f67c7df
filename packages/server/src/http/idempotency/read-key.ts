import { EvenhandError } from "@evenhand/contract";
import { parseItem } from "structured-headers";

const BARE = /^[A-Za-z0-9._:~+/=-]{1,255}$/;
const QUOTED = /^[\x20-\x7e]{1,255}$/;

/**
 * The Idempotency-Key header: a string in quotes (RFC 9651), or bare as many clients send it.
 *
 * @throws EvenhandError EH_IDEMPOTENCY_KEY_MISSING, EH_IDEMPOTENCY_KEY_INVALID
 */
export function readIdempotencyKey(header: string | readonly string[] | undefined): string {
  if (header === undefined || header === "") {
    throw new EvenhandError(
      "EH_IDEMPOTENCY_KEY_MISSING",
      'This operation needs an Idempotency-Key header, such as a new UUID in quotes: Idempotency-Key: "5d2f…".',
    );
  }
  const text = typeof header === "string" ? header.trim() : "";
  const key = text.startsWith('"') ? unquote(text) : text;
  if (key !== undefined && (text.startsWith('"') ? QUOTED : BARE).test(key)) return key;
  throw new EvenhandError(
    "EH_IDEMPOTENCY_KEY_INVALID",
    "The Idempotency-Key header must be one string of 1 to 255 ASCII characters in double quotes.",
  );
}

function unquote(text: string): string | undefined {
  try {
    const [value] = parseItem(text);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
