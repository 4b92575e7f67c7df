/** A load generator on bare sockets: on two shared cores every library in between would be measured too. */
import { connect, type Socket } from "node:net";

export interface LoadOptions {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bodies sent once each, in order. */
  readonly bodies: readonly Buffer[];
  readonly connections: number;
  /** Requests a second in all; undefined: as fast as answers come. */
  readonly pace?: number | undefined;
  readonly seconds: number;
}

export interface LoadResult {
  /** Answers with status 200. */
  readonly answered: number;
  /** Answers by any other status. */
  readonly others: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Milliseconds of each answer, ascending. */
  readonly latencies: Float64Array;
  /** Whether the bodies ran out before the time did. */
  readonly exhausted: boolean;
}

/** Sends for `seconds`; then waits for what is under way. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const { connections, seconds, pace, bodies } = options;
  const latencies: number[] = [];
  const others: Record<string, number> = {};
  let next = 0;
  let answered = 0;
  const start = performance.now();
  const end = start + seconds * 1_000;
  const worker = async (): Promise<void> => {
    const socket = await open(options.port);
    try {
      for (;;) {
        const turn = next;
        const body = bodies[turn];
        if (body === undefined) return;
        next += 1;
        // An open arrival plan: a request that starts late is late by that much too.
        const due = pace === undefined ? performance.now() : start + (turn * 1_000) / pace;
        if (due >= end || performance.now() >= end) return;
        const early = due - performance.now();
        if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
        const status = await ask(socket, head(options, body.length), body);
        latencies.push(performance.now() - due);
        if (status === 200) answered += 1;
        else others[status] = (others[status] ?? 0) + 1;
      }
    } finally {
      socket.destroy();
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  const taken = (performance.now() - start) / 1_000;
  return {
    answered,
    others,
    seconds: taken,
    latencies: Float64Array.from(latencies).sort(),
    exhausted: next >= bodies.length && performance.now() < end,
  };
}

/** The value below which a share of the sorted values lies. */
export function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function head({ path, port, headers }: LoadOptions, length: number): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n${lines.join("")}content-length: ${length}\r\n\r\n`,
  );
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket));
    socket.setNoDelay(true);
    socket.once("error", reject);
  });
}

/** Sends one request and reads its answer to the end; the answers here have a Content-Length. */
function ask(socket: Socket, header: Buffer, body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    let wanted = -1;
    let status = 0;
    const done = (error?: Error): void => {
      socket.off("data", onData);
      socket.off("error", done);
      socket.off("close", onClose);
      if (error === undefined) resolve(status);
      else reject(error);
    };
    const onClose = (): void => done(new Error("the server closed the connection"));
    const onData = (chunk: Buffer): void => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      if (wanted === -1) {
        const gap = received.indexOf("\r\n\r\n");
        if (gap === -1) return;
        const text = received.toString("latin1", 0, gap);
        status = Number(text.slice(9, 12));
        const length = /content-length: (\d+)/i.exec(text)?.[1];
        if (length === undefined) return done(new Error(`an answer without a length: ${text}`));
        wanted = gap + 4 + Number(length);
      }
      if (received.length >= wanted) done();
    };
    socket.on("data", onData);
    socket.once("error", done);
    socket.once("close", onClose);
    socket.cork();
    socket.write(header);
    socket.write(body);
    socket.uncork();
  });
}
