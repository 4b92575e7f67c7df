import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEvenhand, type Evenhand } from "../create-evenhand.js";
import { ContractServer } from "../testing/contract-server.js";

let server: ContractServer;
let evenhand: Evenhand;

beforeEach(async () => {
  server = await ContractServer.start();
  evenhand = createEvenhand({ url: server.url, key: "eh_test", backoffMs: 5, retries: 1, timeoutMs: 1_000 });
});
afterEach(() => server[Symbol.asyncDispose]());

function fill(count: number): void {
  for (let i = 0; i < count; i += 1) server.append(i % 2 === 0 ? "decision.recorded" : "measure.applied", { i });
}

describe("journal.entries", () => {
  it("reads page by page to the end, from where it was told to", async () => {
    fill(25);
    const seqs: number[] = [];
    for await (const { seq } of evenhand.journal.entries({ after: 3, limit: 10, follow: false })) seqs.push(seq);
    expect(seqs).toEqual(Array.from({ length: 22 }, (_, i) => i + 4));
  });

  it("asks only for the acts that are wanted, and moves its cursor past the others", async () => {
    fill(20);
    const seqs: number[] = [];
    const acts = ["measure.applied"] as const;
    for await (const entry of evenhand.journal.entries({ acts, limit: 4, follow: false })) {
      seqs.push(entry.seq);
      // The act tells the data apart, and an erased entry has none.
      if (!entry.erased) expect(entry.data.effective).toBeUndefined();
    }
    expect(seqs).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
    expect(server.received.map(({ query }) => query.get("after"))).toEqual(["0", "8", "16"]);
    // None of these: one request finds that out, and there is nothing to come back for.
    expect(await evenhand.journal.entries({ acts: ["case.opened"], follow: false }).next()).toMatchObject({
      done: true,
    });
    expect(server.received).toHaveLength(4);
  });

  it("waits for what is yet to come, without asking again and again, and ends quietly with the signal", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const seqs: number[] = [];
    setTimeout(() => fill(1), 100);
    setTimeout(() => fill(1), 200);
    for await (const { seq } of evenhand.journal.entries({ signal })) {
      seqs.push(seq);
      if (seq === 2) setTimeout(() => controller.abort(), 50);
    }
    expect(seqs).toEqual([1, 2]);
    expect(server.received).toHaveLength(3);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("outlasts an outage longer than the retries, and loses and repeats nothing", async () => {
    fill(30);
    server.misbehave(undefined, ...Array.from({ length: 7 }, () => "reset" as const), { status: 503 }, "cut");
    const outages: Error[] = [];
    const seqs: number[] = [];
    for await (const { seq } of evenhand.journal.entries({ limit: 10, onRetry: (error) => outages.push(error) })) {
      seqs.push(seq);
      if (seq === 30) break;
    }
    expect(seqs).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(outages.length).toBeGreaterThan(2);
  });

  it("does not go on where going on is no use", async () => {
    const stranger = createEvenhand({ url: server.url, key: "eh_other" });
    await expect(stranger.journal.entries().next()).rejects.toMatchObject({ code: "EH_KEY_INVALID", status: 401 });
    server.misbehave("reset", "reset");
    await expect(evenhand.journal.entries({ follow: false }).next()).rejects.toMatchObject({
      code: "EH_CLIENT_UNREACHABLE",
    });
  });
});
