import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A platform's webhook receiver: remembers what it was told. */
export class Receiver implements AsyncDisposable {
  readonly #server: Server;
  /** Journal numbers received, by act, and how often. */
  readonly received = new Map<number, { readonly type: string; times: number }>();
  /** Message ids by journal number: each number must keep one id over all retries. */
  readonly ids = new Map<number, Set<string>>();

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { type, data } = JSON.parse(Buffer.concat(chunks).toString()) as { type: string; data: { seq: number } };
        const held = this.received.get(data.seq);
        if (held === undefined) this.received.set(data.seq, { type, times: 1 });
        else held.times += 1;
        const ids = this.ids.get(data.seq) ?? new Set();
        ids.add(String(request.headers["webhook-id"]));
        this.ids.set(data.seq, ids);
        response.writeHead(204).end();
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
