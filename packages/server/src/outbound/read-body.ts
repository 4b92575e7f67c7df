import type { IncomingMessage } from "node:http";

/** The body of an answer, whole. */
export interface AnswerBody {
  readonly bytes: Buffer;
  /** The media type without parameters, in lower case; empty where there is none. */
  readonly type: string;
}

/**
 * Reads an answer's body. Whoever calls bounds the time: destroying the request ends this too.
 *
 * @param limit bytes at most
 * @param done called once, with the body or with what is wrong
 */
export function readBody(response: IncomingMessage, limit: number, done: (body: AnswerBody | string) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  let ended = false;
  const end = (result: AnswerBody | string): void => {
    if (ended) return;
    ended = true;
    // A connection on which something else is still to come is of no more use.
    if (typeof result === "string") response.destroy();
    done(result);
  };
  response.on("error", () => end("the connection was closed before the whole answer"));
  response.once("close", () => end("the connection was closed before the whole answer"));
  // What is compressed could unfold to anything; it was not asked for either.
  const encoding = response.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity") return end("the answer is compressed");
  if (Number(response.headers["content-length"]) > limit) return end(`the answer has more than ${limit} bytes`);
  response.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > limit) end(`the answer has more than ${limit} bytes`);
    else chunks.push(chunk);
  });
  response.once("end", () => {
    const type = (response.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
    end(
      response.complete ? { bytes: Buffer.concat(chunks), type } : "the connection was closed before the whole answer",
    );
  });
}
