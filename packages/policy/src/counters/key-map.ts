import type { KeyTimes } from "./key-times.js";

/**
 * The keys of one counter. The one that was looked up last is found again without a search: an event is counted under a
 * key, and then read under it in several windows.
 */
export class KeyMap extends Map<string, KeyTimes> {
  private lastKey: string | undefined;
  private lastTimes: KeyTimes | undefined;

  override get(key: string): KeyTimes | undefined {
    if (this.lastKey !== key) {
      this.lastTimes = super.get(key);
      this.lastKey = key;
    }
    return this.lastTimes;
  }

  override set(key: string, times: KeyTimes): this {
    this.lastKey = key;
    this.lastTimes = times;
    return super.set(key, times);
  }

  override delete(key: string): boolean {
    this.lastKey = undefined;
    return super.delete(key);
  }

  override clear(): void {
    this.lastKey = undefined;
    super.clear();
  }
}
