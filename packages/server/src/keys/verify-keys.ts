import { timingSafeEqual } from "node:crypto";
import type { Caller } from "../http/route.js";
import { isScope, SCOPE_NAMES, type Scope } from "../http/scopes.js";
import type { Service } from "../service/service.js";
import { type KeyRow, keyState } from "./key-row.js";
import { type KeyParts, parseKey } from "./key-text.js";

/** How long a key that was read is believed, milliseconds: a revocation takes effect within it. */
export const CACHE_MS = 5_000;
/** Most ids remembered; forgetting one costs a query. */
const CACHE_KEYS = 10_000;
/** How exact `lastUsedAt` is. */
const USED_EVERY_MS = 60_000;

export interface KeyVerifier {
  /** Who a key's text stands for; undefined where it is none, is not known, or has ended. */
  verify(text: string): Promise<Caller | undefined>;
  /** Whether the text names a key that exists, as far as this process remembers; costs nothing. */
  remembers(text: string): boolean;
  /** Waits for what is being written. */
  settle(): Promise<void>;
}

interface Remembered {
  readonly row: KeyRow;
  readonly caller: Caller;
  readonly readAtMs: number;
}

/** Verifies keys against the database, remembering those it has read for {@link CACHE_MS}. */
export function createKeyVerifier(service: Pick<Service, "store" | "clock" | "log">): KeyVerifier {
  const known = new Map<string, Remembered>();
  const reading = new Map<string, Promise<Remembered | undefined>>();
  const usedAt = new Map<string, number>();
  const writing = new Set<Promise<void>>();

  const read = async (id: string): Promise<Remembered | undefined> => {
    const readAtMs = service.clock.now();
    const row = await service.store.db.selectFrom("api_keys").selectAll().where("id", "=", id).executeTakeFirst();
    known.delete(id);
    if (row === undefined) return undefined;
    const remembered = { row, caller: callerOf(row), readAtMs };
    known.set(id, remembered);
    for (const oldest of known.keys()) {
      if (known.size <= CACHE_KEYS) break;
      known.delete(oldest);
    }
    return remembered;
  };

  /** Many requests that find a key too old to believe ask the database once. */
  const readOnce = (id: string): Promise<Remembered | undefined> => {
    const running = reading.get(id);
    if (running !== undefined) return running;
    const started = read(id).finally(() => reading.delete(id));
    reading.set(id, started);
    return started;
  };

  const noteUse = (id: string, now: number): void => {
    const before = usedAt.get(id);
    // A clock that stepped back writes again, which does no harm.
    if (before !== undefined && Math.abs(now - before) < USED_EVERY_MS) return;
    usedAt.set(id, now);
    const write = writeUse(service, id, now).finally(() => writing.delete(write));
    writing.add(write);
  };

  return {
    async verify(text) {
      const parts = parseKey(text);
      if (parts === undefined) return undefined;
      const now = service.clock.now();
      const cached = known.get(parts.id);
      const fresh = cached !== undefined && Math.abs(now - cached.readAtMs) < CACHE_MS;
      const found = fresh ? cached : await readOnce(parts.id);
      if (found === undefined || !matches(found.row, parts) || keyState(found.row, now) !== "active") return undefined;
      noteUse(parts.id, now);
      return found.caller;
    },
    remembers(text) {
      const id = parseKey(text)?.id;
      return id !== undefined && known.has(id);
    },
    async settle() {
      await Promise.all(writing);
    },
  };
}

function matches(row: KeyRow, parts: KeyParts): boolean {
  return timingSafeEqual(row.secret_hash, parts.secretHash);
}

function callerOf(row: KeyRow): Caller {
  const scopes = row.scopes.includes("admin") ? SCOPE_NAMES : row.scopes.filter(isScope);
  return { keyId: row.id, actor: { role: row.role, id: row.id }, scopes: new Set<Scope>(scopes) };
}

/** Not part of any answer: where it fails, the log says so. */
async function writeUse(service: Pick<Service, "store" | "log">, id: string, now: number): Promise<void> {
  const at = new Date(now);
  try {
    await service.store.db
      .updateTable("api_keys")
      .set({ last_used_at: at })
      .where("id", "=", id)
      .where((where) => where.or([where("last_used_at", "is", null), where("last_used_at", "<", at)]))
      .execute();
  } catch (error) {
    service.log.debug({ err: error, key: id }, "the last use of a key was not written");
  }
}
