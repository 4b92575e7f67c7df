/** Answers to what never became a request: broken HTTP, headers that never end, expectations nobody meets. */
import { type IncomingMessage, STATUS_CODES, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { EvenhandError } from "@evenhand/contract";
import { PROBLEM_TYPE, type ProblemAnswer } from "./problem.js";

/** Makes the answer to an error. */
export type Explain = (error: unknown, path: string) => ProblemAnswer;

/** Writes an answer on a bare socket and closes it. */
export function answerClientError(explain: Explain, error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const known = ["ERR_HTTP_REQUEST_TIMEOUT", "HPE_HEADER_OVERFLOW", "HPE_CHUNK_EXTENSIONS_OVERFLOW"];
  const malformed = new EvenhandError("EH_REQUEST_MALFORMED", "The request is not well-formed HTTP/1.1.");
  const { status, body } = explain(known.includes(error.code ?? "") ? error : malformed, "");
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(text)}`,
    "Cache-Control: no-store",
    "X-Content-Type-Options: nosniff",
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${text}`);
}

/** Answers an `Expect` header other than `100-continue`. */
export function answerExpectation(explain: Explain, request: IncomingMessage, response: ServerResponse): void {
  const path = (request.url ?? "").split("?")[0] ?? "";
  const error = new EvenhandError(
    "EH_EXPECTATION_FAILED",
    "Of expectations, only 100-continue is met. Leave the Expect header out.",
  );
  const { status, body } = explain(error, path);
  response.writeHead(status, { "content-type": PROBLEM_TYPE, "cache-control": "no-store", connection: "close" });
  response.end(JSON.stringify(body));
}
