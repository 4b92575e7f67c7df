/** A real HTTP server that keeps the wire contract as far as the client relies on it, and misbehaves when told to. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * What happens to a request instead of its answer. `reset`: the connection dies, nothing was done. `lost`: everything
 * was done, and the connection dies. `cut`: it dies within the answer. `hang`: no answer, ever.
 */
export type Misbehaviour =
  | "reset"
  | "lost"
  | "cut"
  | "hang"
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  readonly at: number;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

interface SentEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
}

const POLICY = `sha256:${"0".repeat(64)}`;

export class ContractServer implements AsyncDisposable {
  /** Every request, in order. */
  readonly received: Received[] = [];
  /** Ids of events stored, in order. */
  readonly stored: string[] = [];
  readonly journal: { seq: number; act: string; [field: string]: unknown }[] = [];
  /** Largest body accepted, in bytes. */
  maxBytes = Infinity;
  /** Measures of an event. */
  decide: (event: SentEvent) => { outcome: string; measures: unknown[] } = () => ({ outcome: "allow", measures: [] });
  /** What stands at a path, where it is not simply told what was asked. */
  readonly resources = new Map<string, unknown>();
  /** Problems for single events of a batch, by id; each is used once. */
  readonly refusals = new Map<string, { status: number; code: string }[]>();
  readonly #misbehaviours: (Misbehaviour | undefined)[] = [];
  readonly #answers = new Map<string, { readonly body: string; readonly answer: Answer }>();
  readonly #waiting = new Set<() => void>();
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  static async start(): Promise<ContractServer> {
    const server = new ContractServer();
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What happens to the next requests, one by one; `undefined`: nothing out of the ordinary. */
  misbehave(...steps: (Misbehaviour | undefined)[]): void {
    this.#misbehaviours.push(...steps);
  }

  append(act: string, data: unknown, subject = { kind: "item", id: "p1" }): void {
    const at = new Date(1_700_000_000_000 + this.journal.length * 1_000).toISOString();
    const actor = { role: "automation", id: null };
    this.journal.push({
      seq: this.journal.length + 1,
      at,
      act,
      actor,
      subject,
      data,
      commitment: "0".repeat(64),
      salt: "00",
      erased: false,
    });
    for (const wake of this.#waiting) wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const body = Buffer.concat(chunks).toString();
    const { method = "", headers } = request;
    const received = { method, path: url.pathname, query: url.searchParams, headers, body, at: performance.now() };
    this.received.push(received);
    const step = this.#misbehaviours.shift();
    if (step === "hang") return;
    if (step === "reset") return void request.socket.resetAndDestroy();
    if (typeof step === "object") return send(response, step.status, step.body ?? "", step.headers);
    const answer = await this.#answer(received);
    if (step === "lost") return void request.socket.destroy();
    const text = answer.body === undefined ? "" : JSON.stringify(answer.body);
    if (step === "cut") {
      response.writeHead(answer.status, { "content-type": "application/json", "content-length": text.length + 10 });
      response.write(text.slice(0, text.length >> 1));
      return void setTimeout(() => request.socket.destroy(), 20);
    }
    const kind = answer.status >= 400 ? "application/problem+json" : "application/json";
    send(response, answer.status, text, { "content-type": kind, "x-request-id": "req-1", ...answer.headers });
  }

  #answer(received: Received): Answer | Promise<Answer> {
    const { method, path, body, headers } = received;
    if (headers.authorization !== "Bearer eh_test") return problem(401, "EH_KEY_INVALID", "No such key");
    if (Buffer.byteLength(body) > this.maxBytes) return problem(413, "EH_BODY_TOO_BIG", "Too big");
    if (method === "POST" && path === "/v1/events") {
      const type = headers["content-type"];
      if (type === "application/cloudevents+json") return this.#take(JSON.parse(body) as SentEvent);
      const results = (JSON.parse(body) as SentEvent[]).map((event) => {
        const { status, body: answer } = this.#take(event);
        return status === 200 ? answer : { result: "refused", problem: answer };
      });
      return { status: 200, body: { results } };
    }
    if (path === "/v1/check") return { status: 200, body: { decision: this.#decision(JSON.parse(body) as SentEvent) } };
    if (path === "/v1/journal") return this.#readJournal(received.query);
    if (this.resources.has(path)) return { status: 200, body: this.resources.get(path) };
    if (path.startsWith("/v1/accounts/nobody")) return problem(404, "EH_ACCOUNT_NOT_FOUND", "No such account");
    return {
      status: 200,
      body: { id: decodeURIComponent(path.split("/")[3] ?? ""), path, query: [...received.query] },
    };
  }

  #take(event: SentEvent): Answer {
    const refusal = this.refusals.get(event.id)?.shift();
    if (refusal !== undefined) return problem(refusal.status, refusal.code, "Refused");
    if (!event.type.includes(".")) return problem(400, "EH_EVENT_TYPE_UNKNOWN", `Unknown event type ${event.type}`);
    const key = `${event.source}\n${event.id}`;
    const body = JSON.stringify(event);
    const before = this.#answers.get(key);
    if (before !== undefined) {
      if (before.body !== body) return problem(409, "EH_EVENT_CONFLICT", "The same id with another body");
      return { ...before.answer, body: { ...(before.answer.body as object), repeated: true } };
    }
    this.stored.push(event.id);
    const decided = { result: "decided", id: `d-${event.id}`, decision: this.#decision(event) };
    const answer = { status: 200, body: { ...decided, statements: [], repeated: false } };
    this.#answers.set(key, { body, answer });
    return answer;
  }

  #decision(event: SentEvent): unknown {
    const { outcome, measures } = this.decide(event);
    return { event: { source: event.source, id: event.id }, outcome, measures, findings: [], policy: POLICY };
  }

  async #readJournal(query: URLSearchParams): Promise<Answer> {
    const acts = query.get("acts")?.split(",");
    const after = Number(query.get("after"));
    const read = (): typeof this.journal =>
      this.journal.filter((e) => e.seq > after && (acts?.includes(e.act) ?? true));
    if (read().length === 0 && Number(query.get("wait")) > 0) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          this.#waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, Number(query.get("wait")) * 1_000);
        this.#waiting.add(wake);
      });
    }
    const found = read();
    const items = found.slice(0, Number(query.get("limit")));
    const head = this.journal.length;
    const next = String(items.length < found.length ? items.at(-1)?.seq : Math.max(after, head));
    return { status: 200, body: { items, next, head } };
  }
}

function problem(status: number, code: string, title: string): Answer {
  return { status, body: { type: "about:blank", code, title, status } };
}

function send(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers).end(text);
}
