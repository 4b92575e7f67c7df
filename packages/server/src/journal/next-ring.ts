import type { JournalBell } from "./wake.js";

/** Another process may have written, whose bell is not heard here. */
const LOOK_MS = 1000;
/** Commits that come close together are looked at together. */
const GATHER_MS = 20;

/** Waits until there may be new entries: the bell, a second, `limitMs` or the end of `signal`, whichever comes first. */
export async function nextRing(bell: JournalBell, limitMs: number, signal: AbortSignal): Promise<void> {
  const stopped = await new Promise<boolean>((resolve) => {
    const finish = (ended: boolean) => (): void => {
      clearTimeout(timer);
      unlisten();
      signal.removeEventListener("abort", onAbort);
      resolve(ended);
    };
    const onAbort = finish(true);
    const timer = setTimeout(finish(true), Math.max(0, Math.min(LOOK_MS, limitMs)));
    const unlisten = bell.listen(finish(false));
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  if (!stopped) await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
}
