import { createServer, type Server, type Socket } from "node:net";
import type { Engine } from "./engine.js";
import { fatalMessage, queryMessage, SYNC, type Unit, UnitReader } from "./protocol.js";

/** How a {@link WireServer} treats its clients. */
export interface WireServerOptions {
  /** How long a client may keep the session inside a transaction without a word while others wait; milliseconds. */
  readonly idleInTransactionMs: number;
  /** Called before a unit runs and after it, for who watches from outside. */
  onBusy(busy: boolean): void;
}

interface Client {
  readonly socket: Socket;
  readonly units: (Unit & { kind: "query" })[];
}

const WRITE_BYTES = 64 * 1024;
/** Files of write-ahead log (16 MiB each) after which a checkpoint is due: bounds the disk used and the next start. */
const CHECKPOINT_SEGMENTS = 4;

/**
 * Serves PostgreSQL's one session to many clients, each as if alone.
 *
 * The session belongs to nobody or to one client: from its first message until PostgreSQL is ready outside a
 * transaction. (pglite-socket lets the messages of one client's Parse, Bind, Execute in between another's, which then
 * binds to the wrong statement, and stops for good after an error of the engine.) What is set with `set`, not `set
 * local`, is seen by all, and so are named prepared statements.
 */
export class WireServer {
  readonly #server: Server;
  readonly #engine: Engine;
  readonly #options: WireServerOptions;
  readonly #clients = new Set<Client>();
  #owner: Client | undefined;
  #waiting: Client[] = [];
  #idle: NodeJS.Timeout | undefined;
  #running = false;

  constructor(engine: Engine, options: WireServerOptions) {
    this.#engine = engine;
    this.#options = options;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  listen(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(path, () => resolve());
    });
  }

  /** Ends every connection; a transaction still open is rolled back. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const client of this.#clients) client.socket.destroy();
    await closed;
    clearTimeout(this.#idle);
  }

  #accept(socket: Socket): void {
    const client: Client = { socket, units: [] };
    const reader = new UnitReader();
    this.#clients.add(client);
    socket.on("data", (chunk: Buffer) => {
      try {
        for (const unit of reader.push(chunk)) this.#receive(client, unit);
      } catch (error) {
        socket.end(fatalMessage("08P01", String(error)), () => socket.destroy());
        return;
      }
      this.#run();
    });
    // A client that goes away ends with "close" too.
    socket.on("error", () => undefined);
    socket.on("close", () => this.#forget(client));
  }

  #receive(client: Client, unit: Unit): void {
    switch (unit.kind) {
      case "encryption":
        client.socket.write("N");
        break;
      case "startup":
        client.socket.write(this.#engine.greeting);
        break;
      case "cancel": // There is no second process that could be signalled.
      case "terminate":
        client.socket.end();
        break;
      case "query":
        client.units.push(unit);
        if (client !== this.#owner && client.units.length === 1) this.#waiting.push(client);
    }
  }

  /** Runs what can be run now. */
  #run(): void {
    if (this.#running) return;
    this.#running = true;
    clearTimeout(this.#idle);
    for (let client = this.#next(); client !== undefined; client = this.#next()) {
      const unit = client.units.shift();
      if (unit === undefined) break;
      this.#owner = client;
      this.#execute(unit.messages, client.socket);
      if (!unit.closing || this.#engine.inTransaction()) continue;
      this.#release();
    }
    this.#running = false;
    if (this.#owner !== undefined) this.#watch(this.#owner);
  }

  #next(): Client | undefined {
    return this.#owner ?? this.#waiting.shift();
  }

  /** Gives the session to who waits longest. */
  #release(): void {
    const client = this.#owner;
    this.#owner = undefined;
    if (client !== undefined && client.units.length > 0) this.#waiting.push(client);
    if (this.#engine.walSegments() >= CHECKPOINT_SEGMENTS) this.#engine.checkpoint();
  }

  #execute(messages: Uint8Array, socket: Socket | undefined): void {
    let chunks: Uint8Array[] = [];
    let bytes = 0;
    const flush = (): void => {
      if (bytes > 0 && socket?.writable === true) socket.write(Buffer.concat(chunks));
      chunks = [];
      bytes = 0;
    };
    this.#options.onBusy(true);
    this.#engine.execute(messages, (data) => {
      chunks.push(data);
      bytes += data.length;
      if (bytes >= WRITE_BYTES) flush();
    });
    this.#options.onBusy(false);
    flush();
  }

  #watch(owner: Client): void {
    this.#idle = setTimeout(() => {
      if (this.#waiting.length === 0) {
        this.#watch(owner);
        return;
      }
      const text = `idle in a transaction for ${this.#options.idleInTransactionMs} ms while others waited`;
      owner.socket.end(fatalMessage("25P03", text), () => owner.socket.destroy());
    }, this.#options.idleInTransactionMs);
  }

  #forget(client: Client): void {
    this.#clients.delete(client);
    client.units.length = 0;
    this.#waiting = this.#waiting.filter((waiting) => waiting !== client);
    if (client !== this.#owner) return;
    // It may have died in the middle of an exchange of which PostgreSQL ignores everything up to a Sync.
    this.#execute(SYNC, undefined);
    if (this.#engine.inTransaction()) this.#execute(queryMessage("ROLLBACK"), undefined);
    this.#release();
    this.#run();
  }
}
