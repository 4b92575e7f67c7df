import { CelDouble } from "./double.js";
import { CelUint } from "./uint.js";

type Entry = readonly [key: unknown, value: unknown];

/**
 * A map that an expression made. Keys are bool, int, uint or string; numeric keys that are equal across types are one
 * key, so `{1: "a"}[1u]` finds.
 */
export class CelMap {
  readonly #entries = new Map<unknown, Entry>();

  get size(): number {
    return this.#entries.size;
  }

  /** The form in which equal keys are the same JavaScript value; undefined for what cannot be a key. */
  static canonical(key: unknown): string | boolean | number | bigint | undefined {
    if (typeof key === "string" || typeof key === "boolean" || typeof key === "bigint") return key;
    if (typeof key === "number") return key + 0;
    if (key instanceof CelUint) return Number.isSafeInteger(Number(key.value)) ? Number(key.value) : key.value;
    if (key instanceof CelDouble && Number.isInteger(key.value)) {
      return Number.isSafeInteger(key.value) ? key.value + 0 : BigInt(key.value);
    }
    return undefined;
  }

  /** False where an equal key was there before; the entry is then left as it was. */
  add(key: unknown, value: unknown): boolean {
    const canonical = CelMap.canonical(key);
    if (this.#entries.has(canonical)) return false;
    this.#entries.set(canonical, [key, value]);
    return true;
  }

  get(key: unknown): unknown {
    const canonical = CelMap.canonical(key);
    return canonical === undefined ? undefined : this.#entries.get(canonical)?.[1];
  }

  has(key: unknown): boolean {
    const canonical = CelMap.canonical(key);
    return canonical !== undefined && this.#entries.has(canonical);
  }

  entries(): IterableIterator<Entry> {
    return this.#entries.values();
  }
}
