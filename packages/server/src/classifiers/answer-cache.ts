import { createHash } from "node:crypto";
import type { Reading } from "./protocol.js";
import type { Question } from "./reply.js";

/** Names a question without its text: what is sent and to whom, and the digest of the text. */
export function questionKey({ definition, text, lang }: Question): string {
  return `${definition.requestId} ${createHash("sha256").update(`${lang}\n${text}`, "utf8").digest("base64url")}`;
}

/** Answers that were given lately, in memory; the one that was used longest ago goes first. No texts are kept. */
export class AnswerCache {
  readonly #most: number;
  readonly #kept = new Map<string, { readonly reading: Reading; readonly atMs: number }>();

  /** @param most answers that are kept at most */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#kept.size;
  }

  /** @param maxAgeMs older answers are not used */
  get(key: string, nowMs: number, maxAgeMs: number): Reading | undefined {
    const found = this.#kept.get(key);
    if (found === undefined || nowMs - found.atMs >= maxAgeMs) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found.reading;
  }

  set(key: string, reading: Reading, nowMs: number): void {
    this.#kept.delete(key);
    this.#kept.set(key, { reading, atMs: nowMs });
    if (this.#kept.size <= this.#most) return;
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest);
      return;
    }
  }
}
