/** A platform's receiver of webhooks for tests: a real HTTP server that behaves, or misbehaves, as it is told. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { WebhookPayload } from "@evenhand/contract";

export interface Received {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly payload: WebhookPayload;
  /** What it was answered; 0: nothing. */
  readonly status: number;
}

/** Answers a message: a status, or does what it likes with the response and returns undefined. */
export type Behaviour = (
  message: Omit<Received, "status">,
  response: ServerResponse,
  request: IncomingMessage,
) => number | undefined;

export class Platform implements AsyncDisposable {
  readonly received: Received[] = [];
  behave: Behaviour = () => 204;
  readonly #server = createServer((request, response) => this.#answer(request, response));

  static async start(behave?: Behaviour): Promise<Platform> {
    const platform = new Platform();
    if (behave !== undefined) platform.behave = behave;
    await new Promise<void>((done) => platform.#server.listen(0, "127.0.0.1", done));
    return platform;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hooks`;
  }

  /** Messages that were answered with a 2xx. */
  get accepted(): readonly Received[] {
    return this.received.filter(({ status }) => status >= 200 && status < 300);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", () => {});
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      const headers = request.headers as Record<string, string>;
      const payload = JSON.parse(body) as WebhookPayload;
      const message = { id: headers["webhook-id"] ?? "", headers, body, payload };
      const status = this.behave(message, response, request);
      this.received.push({ ...message, status: status ?? (response.headersSent ? response.statusCode : 0) });
      if (status !== undefined) response.writeHead(status).end();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
