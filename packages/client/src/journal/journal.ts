import { retryDelayMs } from "../http/retry.js";
import { sleep } from "../http/sleep.js";
import { isTransient, type Transport } from "../http/transport.js";
import { type Settings, whole } from "../options.js";
import type { Act, JournalEntry } from "../wire/entries.js";

export interface EntriesOptions<A extends Act> {
  /** The `seq` of the last entry that you are done with. Default 0: from the beginning. */
  readonly after?: number | undefined;
  /** Only these acts. Default: all. */
  readonly acts?: readonly A[] | undefined;
  /** Ends the iteration, quietly: the loop is left as if there were no more entries. */
  readonly signal?: AbortSignal | undefined;
  /** Wait for entries to come, for ever (default); or, with `false`, end when there are no more. */
  readonly follow?: boolean | undefined;
  /** Entries of one request. Default 100; at most 1,000. */
  readonly limit?: number | undefined;
  /** How long a request waits for the next entry, in seconds. Default 20; at most 30. */
  readonly waitSeconds?: number | undefined;
  /** Told when the service can't be reached; the iteration goes on by itself. */
  readonly onRetry?: ((error: Error) => void) | undefined;
}

/** What every entry carries beside the entry itself: the proof that it is the one that was written. */
interface Commitment {
  /** SHA-256(salt ‖ canonical JSON of the entry), hexadecimal. */
  readonly commitment: string;
  /** Null once the person's data was erased. */
  readonly salt: string | null;
}

/** An entry as it is read: its act tells its data apart. Of an erased one, what it says is gone, and the account that it was on. */
export type ReadEntry<A extends Act = Act> = {
  [K in A]: Commitment &
    (
      | (JournalEntry<K> & { readonly erased: false })
      | (Omit<JournalEntry<K>, "data" | "subject"> & {
          readonly erased: true;
          readonly subject: { readonly kind: string; readonly id: string | null };
          readonly data: null;
        })
    );
}[A];

export interface Journal {
  /**
   * The journal's entries, in order, each once. Keep the `seq` of the last entry that you are done with: `after` resumes
   * there. An outage of the service is waited out.
   *
   * @throws EvenhandApiError where the service refuses: a key without the scope, say
   */
  readonly entries: <A extends Act = Act>(options?: EntriesOptions<A>) => AsyncGenerator<ReadEntry<A>, void, void>;
}

interface Page<A extends Act> {
  readonly items: readonly ReadEntry<A>[];
  /** Digits: what to give as `after` next time. */
  readonly next: string;
  /** The newest entry's number. */
  readonly head: number;
}

export function createJournal(transport: Transport, settings: Settings): Journal {
  return { entries: (options = {}) => readEntries(transport, settings, options) };
}

async function* readEntries<A extends Act>(
  transport: Transport,
  settings: Settings,
  options: EntriesOptions<A>,
): AsyncGenerator<ReadEntry<A>, void, void> {
  const { signal, onRetry } = options;
  const ended = (): boolean => signal?.aborted === true;
  const follow = options.follow ?? true;
  const limit = whole("limit", options.limit, 100, 1, 1_000);
  const waitSeconds = follow ? whole("waitSeconds", options.waitSeconds, 20, 0, 30) : undefined;
  let after = whole("after", options.after, 0, 0, Number.MAX_SAFE_INTEGER);
  let failures = 0;
  while (!ended()) {
    let page: Page<A>;
    try {
      page = await transport({
        method: "GET",
        path: "/v1/journal",
        query: { after, limit, acts: options.acts?.join(","), wait: waitSeconds },
        timeoutMs: settings.timeoutMs + (waitSeconds ?? 0) * 1_000,
        signal,
      });
      failures = 0;
    } catch (error) {
      if (ended()) return;
      if (!follow || !isTransient(error)) throw error;
      onRetry?.(error as Error);
      failures += 1;
      if (!(await pause(retryDelayMs(settings, failures, undefined, Math.random()) ?? 0, signal))) return;
      continue;
    }
    for (const entry of page.items) {
      if (ended()) return;
      after = entry.seq;
      yield entry;
    }
    // The cursor also moves past entries that the filter leaves out.
    const before = after;
    after = Math.max(after, Number(page.next));
    if (!follow && after >= page.head) return;
    // Where the service, or something in between, does not wait, it must not be asked without pause.
    if (page.items.length === 0 && after === before && !(await pause(settings.backoffMs, signal))) return;
  }
}

/** Whether the pause went to its end. */
async function pause(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  return sleep(ms, signal).then(
    () => true,
    () => false,
  );
}
