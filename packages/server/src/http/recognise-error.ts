/** Gives whatever was thrown its place in the registry: errors of Fastify, Node, the driver and the database. */
import { EvenhandError } from "@evenhand/contract";
import { isStoreUnavailable } from "../store/store-unavailable.js";
import { errorEntry } from "./error-registry.js";

type Code = `EH_${string}`;

/** Errors of Fastify and of Node's HTTP parser by their codes. */
const BY_CODE: Readonly<Record<string, readonly [Code, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [
    "EH_BODY_TOO_BIG",
    "The body is larger than this operation accepts. Send less in one request.",
  ],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    "EH_CONTENT_TYPE",
    "The Content-Type header is missing or not one that is read here.",
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ["EH_REQUEST_MALFORMED", "The body is not as long as Content-Length says."],
  FST_ERR_BAD_URL: ["EH_REQUEST_MALFORMED", "The address is not well-formed: look at its percent signs."],
  FST_ERR_MAX_PARAM_LENGTH: ["EH_URL_TOO_LONG", "A part of the address is too long."],
  FST_ERR_HANDLER_TIMEOUT: ["EH_STORE_BUSY", "The operation took too long."],
  ERR_HTTP_REQUEST_TIMEOUT: ["EH_REQUEST_TIMEOUT", "The request did not arrive whole in time."],
  HPE_HEADER_OVERFLOW: ["EH_HEADERS_TOO_BIG", "The headers are larger than 16 KiB."],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ["EH_BODY_TOO_BIG", "The chunks of the body have too long extensions."],
};

/** SQLSTATEs after which the same request may go well: cancelled or timed out, deadlock, serialisation, lock. */
const BUSY = /^(57014|40001|40P01|55P03|25P03)$/;
/** SQLSTATEs of characters that text cannot hold. */
const UNSTORABLE = /^(22021|22P05)$/;
/** What a constraint trigger of ours raises begins with its code. */
const RAISED = /^(EH_[A-Z_]+): ?(.*)$/s;

/** The error as one of ours; EH_INTERNAL where nobody knows it. */
export function recognise(thrown: unknown): EvenhandError {
  if (thrown instanceof EvenhandError) return thrown;
  const { code, message, statusCode } = Object(thrown) as { code?: unknown; message?: unknown; statusCode?: unknown };
  const text = typeof message === "string" ? message : "";
  const make = (ours: Code, detail: string): EvenhandError => new EvenhandError(ours, detail, [], { cause: thrown });
  if (typeof code === "string" && Object.hasOwn(BY_CODE, code)) {
    const [ours, detail] = BY_CODE[code] as readonly [Code, string];
    return make(ours, detail);
  }
  if (isStoreUnavailable(Object(thrown))) return make("EH_STORE_UNAVAILABLE", text);
  if (typeof code === "string" && BUSY.test(code)) return make("EH_STORE_BUSY", text);
  if (text === "Query read timeout") return make("EH_STORE_BUSY", text);
  const raised = RAISED.exec(text);
  if (raised !== null && errorEntry(raised[1] as Code) !== undefined) return make(raised[1] as Code, raised[2] ?? "");
  if (typeof code === "string" && UNSTORABLE.test(code)) {
    return make("EH_REQUEST_INVALID", "The request holds characters that cannot be stored, such as U+0000.");
  }
  // What else Fastify blames on the request.
  const blamesRequest = typeof code === "string" && code.startsWith("FST_") && typeof statusCode === "number";
  if (blamesRequest && statusCode >= 400 && statusCode < 500) return make("EH_REQUEST_MALFORMED", text);
  return make("EH_INTERNAL", text);
}
