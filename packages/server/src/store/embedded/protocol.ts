// The parts of PostgreSQL's wire protocol (version 3) that a server needs which leaves the rest to PostgreSQL:
// https://www.postgresql.org/docs/current/protocol-message-formats.html

/** What a client sent that can be acted on as one. */
export type Unit =
  /** Opening of the connection; `messages` is empty. */
  | { readonly kind: "encryption" | "cancel" | "startup" | "terminate" }
  /** Messages up to one that asks for an answer. `closing` where it ends the exchange (Query, Sync), not with a Flush. */
  | { readonly kind: "query"; readonly messages: Uint8Array; readonly closing: boolean };

const CANCEL = 80877102;
const SSL = 80877103;
const GSS = 80877104;
const MAX_MESSAGE_BYTES = 1024 * 1024 * 1024;
const HEADER_BYTES = 5;

/**
 * Cuts what a client sends into units. A unit is handed on only when it is complete, so that a client that dies between
 * Parse and Sync has done nothing.
 */
export class UnitReader {
  #pending: Buffer = Buffer.alloc(0);
  #chunks: Buffer[] = [];
  #chunkBytes = 0;
  /** How many bytes must be there before it is worth looking again. */
  #needed = 0;
  /** How much of `#pending` is complete messages of a unit still open. */
  #scanned = 0;
  #started = false;

  /** @throws RangeError on a length that no client sends */
  push(chunk: Buffer): Unit[] {
    this.#chunks.push(chunk);
    this.#chunkBytes += chunk.length;
    if (this.#pending.length + this.#chunkBytes < this.#needed) return [];
    this.#pending = this.#pending.length === 0 && this.#chunks.length === 1 ? chunk : this.#joined();
    this.#chunks = [];
    this.#chunkBytes = 0;
    this.#needed = 0;
    const units: Unit[] = [];
    for (let unit = this.#next(); unit !== undefined; unit = this.#next()) units.push(unit);
    return units;
  }

  #joined(): Buffer {
    return Buffer.concat([this.#pending, ...this.#chunks]);
  }

  #next(): Unit | undefined {
    if (!this.#started) return this.#nextOpening();
    for (;;) {
      const start = this.#scanned;
      if (this.#isShort(start + HEADER_BYTES)) return undefined;
      const end = start + 1 + checkedLength(this.#pending.readInt32BE(start + 1));
      if (this.#isShort(end)) return undefined;
      this.#scanned = end;
      switch (String.fromCharCode(this.#pending[start] ?? 0)) {
        case "Q": // Query
        case "S": // Sync
          return { kind: "query", messages: this.#take(), closing: true };
        case "H": // Flush
        case "c": // CopyDone
        case "f": // CopyFail
          return { kind: "query", messages: this.#take(), closing: false };
        case "X":
          this.#take();
          return { kind: "terminate" };
      }
    }
  }

  #nextOpening(): Unit | undefined {
    if (this.#isShort(8)) return undefined;
    const length = checkedLength(this.#pending.readInt32BE(0));
    if (this.#isShort(length)) return undefined;
    const code = this.#pending.readInt32BE(4);
    this.#scanned = length;
    this.#take();
    if (code === SSL || code === GSS) return { kind: "encryption" };
    if (code === CANCEL) return { kind: "cancel" };
    this.#started = true;
    return { kind: "startup" };
  }

  #isShort(bytes: number): boolean {
    if (this.#pending.length >= bytes) return false;
    this.#needed = bytes;
    return true;
  }

  #take(): Uint8Array {
    const taken = this.#pending.subarray(0, this.#scanned);
    this.#pending = this.#pending.subarray(this.#scanned);
    this.#scanned = 0;
    return taken;
  }
}

function checkedLength(length: number): number {
  if (length < 4 || length > MAX_MESSAGE_BYTES) throw new RangeError(`a protocol message of ${length} bytes`);
  return length;
}

/** StartupMessage, protocol 3.0. */
export function startupMessage(user: string, database: string): Uint8Array {
  const body = Buffer.from(`user\0${user}\0database\0${database}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + body.length, 0);
  head.writeInt32BE(196_608, 4);
  return Buffer.concat([head, body]);
}

/** Query: one or more statements as text, answered in the simple protocol. */
export function queryMessage(sql: string): Uint8Array {
  return message("Q", `${sql}\0`);
}

/** Sync: ends an exchange, also one that failed and of which PostgreSQL ignores the rest. */
export const SYNC = message("S", "");

/** ErrorResponse that says that the connection ends. */
export function fatalMessage(sqlState: string, text: string): Uint8Array {
  return message("E", `SFATAL\0VFATAL\0C${sqlState}\0M${text}\0\0`);
}

function message(type: string, body: string): Uint8Array {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(HEADER_BYTES);
  head.write(type, 0, "latin1");
  head.writeInt32BE(4 + bytes.length, 1);
  return Buffer.concat([head, bytes]);
}
