/** Evenhand's hash index on a bank: time to build it, queries a second, memory. */
import { performance } from "node:perf_hooks";
import { HammingIndex } from "@evenhand/matching";
import type { HashBank, SearchOptions } from "./images-banks.js";

export interface IndexResult {
  readonly buildMs: number;
  /** Queries a second: everything within the radius. */
  readonly speed: number;
  /** Queries a second: the nearest within the radius. */
  readonly nearestSpeed: number;
  /** Microseconds to add one hash, which is found at once, and to remove it. */
  readonly changeUs: number;
  readonly found: readonly number[];
  readonly bytes: number;
}

const WORDS = 8;
const WARM_UP = 300;

export function measureIndex(bank: HashBank, { radius, seconds, rounds }: SearchOptions): IndexResult {
  const started = performance.now();
  const index = new HammingIndex(bank.size);
  index.addAll(hashesOf(bank));
  const buildMs = performance.now() - started;
  const queries = Array.from({ length: bank.queries.length / WORDS }, (_, query) =>
    bank.queries.slice(query * WORDS, (query + 1) * WORDS),
  );
  const found = queries.map((query) => index.within(query, radius).length);
  const speedOf = (ask: (query: Uint32Array) => unknown): number => {
    for (let turn = 0; turn < WARM_UP; turn++) ask(queries[turn % queries.length]!);
    let best = 0;
    for (let round = 0; round < rounds; round++) {
      const began = performance.now();
      let done = 0;
      while (performance.now() - began < seconds * 1_000) ask(queries[done++ % queries.length]!);
      best = Math.max(best, (done * 1_000) / (performance.now() - began));
    }
    return best;
  };
  const { bytes } = index;
  return {
    buildMs,
    speed: speedOf((query) => index.within(query, radius)),
    nearestSpeed: speedOf((query) => index.nearest(query, radius)),
    changeUs: 1_000_000 / speedOf((query) => index.remove(index.add(query))),
    found,
    bytes,
  };
}

function* hashesOf({ words }: HashBank): Generator<{ readonly hash: Uint32Array }> {
  for (let at = 0; at < words.length; at += WORDS) yield { hash: words.subarray(at, at + WORDS) };
}
