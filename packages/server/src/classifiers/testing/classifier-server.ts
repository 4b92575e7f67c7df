/** A classifier for tests: a real HTTP server that answers well, or misbehaves as it is told. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly json: Readonly<Record<string, unknown>>;
}

export type Behaviour = (asked: Asked, response: ServerResponse, request: IncomingMessage) => void;

export class ClassifierServer implements AsyncDisposable {
  readonly asked: Asked[] = [];
  behave: Behaviour;
  readonly #server = createServer((request, response) => this.#receive(request, response));

  private constructor(behave: Behaviour) {
    this.behave = behave;
  }

  static async start(behave: Behaviour): Promise<ClassifierServer> {
    const started = new ClassifierServer(behave);
    await new Promise<void>((done) => started.#server.listen(0, "127.0.0.1", done));
    return started;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `http://${this.host}/v1/score`;
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on("error", () => {});
    response.on("error", () => {});
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      const asked = {
        headers: request.headers as Record<string, string>,
        body,
        json: JSON.parse(body) as Record<string, unknown>,
      };
      this.asked.push(asked);
      this.behave(asked, response, request);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

/** Answers with a JSON text, as `application/json` unless said. */
export function say(text: string, { status = 200, type = "application/json", headers = {} } = {}): Behaviour {
  return (_asked, response) => {
    response.writeHead(status, { "content-type": type, ...headers }).end(text);
  };
}

/** A chat completion with this content. */
export function chat(content: string): Behaviour {
  return say(JSON.stringify({ choices: [{ message: { role: "assistant", content }, finish_reason: "stop" }] }));
}

/** A moderation result with these scores. */
export function moderation(scores: object): Behaviour {
  return say(JSON.stringify({ results: [{ flagged: false, category_scores: scores }] }));
}
