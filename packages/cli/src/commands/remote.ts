/** Commands that speak to a running service: where it is, with which key, and what its refusals look like. */
import { EvenhandError } from "@evenhand/contract";
import type { Command } from "commander";
import type { Io } from "../io.js";
import { refusalOf } from "./remote-refusal.js";

/** What {@link addRemoteOptions} reads. */
export interface RemoteOptions {
  readonly url?: string;
  readonly key?: string;
}

export interface RemoteRequest {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly file?: Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Left out where undefined. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** How long to wait for the answer, milliseconds; 30 s unless said. */
  readonly timeoutMs?: number;
  /** Ends the wait for the answer. */
  readonly signal?: AbortSignal;
}

/** A service reached over HTTP. */
export interface Remote {
  /** Without a slash at the end. */
  readonly url: string;
  /**
   * Asks and reads the JSON of the answer; undefined where it has none (204).
   *
   * @param path begins with a slash; parts of it that come from elsewhere through `encodeURIComponent`
   * @throws EvenhandError the code of the refusal, with what is wrong one by one; EH_SERVICE_UNREACHABLE; EH_SERVICE_ANSWER
   */
  ask<T>(path: string, request?: RemoteRequest): Promise<T>;
  /** Asks for a file, and gives it as it comes. Throws as `ask`. */
  download(path: string, request?: RemoteRequest): AsyncIterable<Uint8Array>;
}

export const DEFAULT_URL = "http://127.0.0.1:8480";
const TIMEOUT_MS = 30_000;

/** Adds `--url` and `--key` to a command. */
export function addRemoteOptions(command: Command): Command {
  return command
    .option("--url <url>", `address of the service (default: EVENHAND_URL, else ${DEFAULT_URL})`)
    .option("--key <key>", "API key (default: EVENHAND_KEY, which others on this machine cannot see)");
}

/**
 * The service that options and environment name.
 *
 * @throws EvenhandError EH_USAGE where the address or the key cannot be one; the key is never part of a message
 */
export function openRemote(options: RemoteOptions, io: Pick<Io, "env">): Remote {
  const url = addressOf(options.url ?? io.env["EVENHAND_URL"] ?? DEFAULT_URL);
  const key = options.key ?? io.env["EVENHAND_KEY"] ?? "";
  if (!/^[\x21-\x7e]*$/.test(key)) {
    throw new EvenhandError(
      "EH_USAGE",
      "The key holds a space or a character that keys do not have. Copy it whole, without quotes.",
    );
  }
  return {
    url,
    async ask<T>(path: string, request: RemoteRequest = {}) {
      const response = await send(url, key, path, request);
      const text = await response.text().catch((error: unknown) => {
        throw unreachable(url, error);
      });
      if (!response.ok) throw refusalOf(url, response, text, key !== "");
      return (text === "" ? undefined : parse(url, text)) as T;
    },
    async *download(path, request = {}) {
      const response = await send(url, key, path, request);
      if (!response.ok) throw refusalOf(url, response, await response.text().catch(() => ""), key !== "");
      try {
        for await (const chunk of response.body ?? []) yield chunk as Uint8Array;
      } catch (error) {
        throw unreachable(url, error);
      }
    },
  };
}

function addressOf(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw new EvenhandError(
      "EH_USAGE",
      `The address of the service should look like ${DEFAULT_URL}, without a user name in it. Set it by --url or EVENHAND_URL.`,
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

async function send(url: string, key: string, path: string, request: RemoteRequest): Promise<Response> {
  const { method = "GET", body, file, query = {}, timeoutMs = TIMEOUT_MS, signal } = request;
  const address = new URL(url + path);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) address.searchParams.set(name, String(value));
  }
  const headers = new Headers({ accept: "application/json, application/problem+json", ...request.headers });
  if (key !== "") headers.set("authorization", `Bearer ${key}`);
  if (body !== undefined) headers.set("content-type", "application/json");
  if (file !== undefined) headers.set("content-type", "application/octet-stream");
  try {
    return await fetch(address, {
      method,
      headers,
      // A key goes where it was sent to, and nowhere else.
      redirect: "manual",
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])]),
      ...(file === undefined ? (body === undefined ? {} : { body: JSON.stringify(body) }) : { body: file }),
    });
  } catch (error) {
    throw unreachable(url, error);
  }
}

function unreachable(url: string, error: unknown): EvenhandError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, name, message } = cause as NodeJS.ErrnoException;
  const why = name === "TimeoutError" ? "no answer came in time" : (code ?? message);
  return new EvenhandError(
    "EH_SERVICE_UNREACHABLE",
    `No service could be reached at ${url} (${why}). Start it with \`evenhand serve\`, or say where it is with --url or EVENHAND_URL.`,
    [],
    { cause: error },
  );
}

function parse(url: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new EvenhandError(
      "EH_SERVICE_ANSWER",
      `What answers at ${url} is not Evenhand: its answer is not JSON.`,
      [],
      {
        cause: error,
      },
    );
  }
}
