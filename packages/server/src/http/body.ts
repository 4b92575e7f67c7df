/** Which bodies an operation reads, settled before the first byte of one is. */
import type { FastifyRequest } from "fastify";
import { EvenhandError } from "@evenhand/contract";
import { parseJson } from "./parse-json.js";
import type { Route } from "./route.js";

const JSON_TYPE = "application/json";

/**
 * Checks that a body, where there is one, is of a type that the operation reads.
 *
 * @throws EvenhandError EH_CONTENT_TYPE
 */
export function checkContentType(request: FastifyRequest, route: Route): void {
  if (!hasBody(request)) return;
  const wanted = route.contentTypes ?? [JSON_TYPE];
  const given = mediaType(request.headers["content-type"]);
  if (given !== undefined && wanted.includes(given)) return;
  const told =
    given === undefined
      ? "The Content-Type header is missing or unusable"
      : `The content type ${given} is not read here`;
  throw new EvenhandError("EH_CONTENT_TYPE", `${told}. This operation reads ${wanted.join(", ")}.`);
}

/**
 * The body as the handler gets it: bytes where the operation reads them itself, otherwise JSON.
 *
 * @throws EvenhandError EH_REQUEST_INVALID where a body is missing or not wanted, and as `parseJson`
 */
export function readBody(request: FastifyRequest, route: Route): unknown {
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (route.contentTypes !== undefined) return bytes;
  if (route.body === undefined) {
    if (bytes.length === 0) return undefined;
    throw new EvenhandError("EH_REQUEST_INVALID", "This operation takes no body. Send none.");
  }
  if (bytes.length === 0) {
    throw new EvenhandError(
      "EH_REQUEST_INVALID",
      "The body is missing. Send JSON with Content-Type: application/json.",
    );
  }
  return parseJson(bytes);
}

function hasBody(request: FastifyRequest): boolean {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  return encoding !== undefined || (length !== undefined && length !== "0");
}

/** `application/json` of `application/json; charset=utf-8`; undefined also for charsets that are not read. */
function mediaType(header: string | undefined): string | undefined {
  if (header === undefined || header.length > 200) return undefined;
  const [type = "", ...parameters] = header.split(";").map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) return undefined;
  return /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/.test(type) ? type : undefined;
}
