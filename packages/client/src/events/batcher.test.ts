import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEvenhand, type Evenhand } from "../create-evenhand.js";
import { EvenhandApiError } from "../http/errors.js";
import { ContractServer } from "../testing/contract-server.js";
import { samplePost } from "../testing/sample-event.js";
import type { BatcherResult } from "./batcher.js";

let server: ContractServer;
let evenhand: Evenhand;

beforeEach(async () => {
  server = await ContractServer.start();
  evenhand = createEvenhand({ url: server.url, key: "eh_test", backoffMs: 5, timeoutMs: 2_000 });
});
afterEach(() => server[Symbol.asyncDispose]());

const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => `e${i}`);
const sizes = (): number[] => server.received.map(({ body }) => (JSON.parse(body) as unknown[]).length);

describe("batching", () => {
  it("sends together what comes together, and answers each on its own, in order", async () => {
    await using batcher = evenhand.events.batcher({ maxBatch: 10 });
    const answers = await Promise.all(ids(25).map((id) => batcher.send(samplePost(id))));
    expect(answers.map((answer) => answer.id)).toEqual(ids(25).map((id) => `d-${id}`));
    expect(server.stored).toEqual(ids(25));
    expect(sizes()).toEqual([10, 10, 5]);
    expect(server.received[0]!.headers["content-type"]).toBe("application/cloudevents-batch+json");
  });

  it("waits no longer than it was told to for a batch to fill", async () => {
    await using batcher = evenhand.events.batcher({ maxWaitMs: 50 });
    const before = performance.now();
    await batcher.send(samplePost("e1"));
    const took = performance.now() - before;
    expect(took).toBeGreaterThanOrEqual(45);
    expect(took).toBeLessThan(1_000);
  });

  it("keeps a request below the given number of bytes; what is bigger goes alone", async () => {
    await using batcher = evenhand.events.batcher({ maxBatchBytes: 2_500 });
    const texts = ["short", "帆".repeat(1_000), "short", "short"];
    await Promise.all(texts.map((text, i) => batcher.send(samplePost(`e${i}`, text))));
    expect(sizes()).toEqual([1, 1, 2]);
  });

  it("halves what the service finds too big, in order; only what is too big by itself is refused", async () => {
    server.maxBytes = 1_500;
    await using batcher = evenhand.events.batcher();
    const results = await Promise.allSettled(
      ids(9).map((id) => batcher.send(samplePost(id, id === "e4" ? "x".repeat(2_000) : "short"))),
    );
    const refused = results.flatMap((result, i) =>
      result.status === "rejected" ? [[i, result.reason as unknown]] : [],
    );
    expect(refused).toEqual([[4, expect.objectContaining({ status: 413 })]]);
    expect(server.stored).toEqual(ids(9).filter((id) => id !== "e4"));
  });

  it("sends the event as it was when it was given", async () => {
    await using batcher = evenhand.events.batcher();
    const event = { ...samplePost("e1"), subject: "before" };
    const sent = batcher.send(event);
    event.subject = "after";
    await sent;
    expect(server.received[0]!.body).toContain("before");
  });
});

describe("failure", () => {
  it("of one event is that event's alone", async () => {
    await using batcher = evenhand.events.batcher();
    const wrong = { ...samplePost("e1"), type: "nonsense" } as never;
    const results = await Promise.allSettled([
      batcher.send(samplePost("e0")),
      batcher.send(wrong),
      batcher.send(samplePost("e2")),
    ]);
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    const { reason } = results[1] as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(EvenhandApiError);
    expect(reason).toMatchObject({ code: "EH_EVENT_TYPE_UNKNOWN", status: 400 });
  });

  it("of the connection is tried again with the same body, and stores nothing twice", async () => {
    server.misbehave("lost", { status: 429 }, "cut", "reset");
    await using batcher = evenhand.events.batcher();
    const answers = await Promise.all(ids(5).map((id) => batcher.send(samplePost(id))));
    expect(new Set(server.received.map((request) => request.body)).size).toBe(1);
    expect(server.stored).toEqual(ids(5));
    expect(answers.every((answer) => answer.repeated)).toBe(true);
  });

  it("of room for some events sends those again", async () => {
    server.refusals.set("e1", [
      { status: 429, code: "EH_INTAKE_FULL" },
      { status: 503, code: "EH_STORE_UNAVAILABLE" },
    ]);
    await using batcher = evenhand.events.batcher();
    await Promise.all(ids(3).map((id) => batcher.send(samplePost(id))));
    expect(sizes()).toEqual([3, 1, 1]);
    expect(server.stored).toEqual(["e0", "e2", "e1"]);
  });

  it("of the whole batch fails its events, and not those after it", async () => {
    server.misbehave(...Array.from({ length: 5 }, () => "reset" as const));
    await using batcher = evenhand.events.batcher({ maxBatch: 2 });
    const results = await Promise.allSettled(ids(4).map((id) => batcher.send(samplePost(id))));
    expect(results.map((result) => result.status)).toEqual(["rejected", "rejected", "fulfilled", "fulfilled"]);
  });

  it("of the caller's own callback harms nobody", async () => {
    await using batcher = evenhand.events.batcher({
      onResult: () => {
        throw new TypeError("A mistake of the caller's");
      },
    });
    expect((await batcher.send(samplePost("e1"))).id).toBe("d-e1");
  });
});

describe("backpressure", () => {
  it("makes who sends wait, keeps the order, and never keeps more than it may", async () => {
    server.misbehave(...Array.from({ length: 10 }, () => ({ status: 429, headers: { "retry-after": "0" } })));
    const results: BatcherResult[] = [];
    const settings = { url: server.url, key: "eh_test", backoffMs: 2, retries: 20 };
    const batcher = createEvenhand(settings).events.batcher({
      maxBatch: 10,
      maxPending: 25,
      onResult: (result) => results.push(result),
    });
    let most = 0;
    for (const id of ids(300)) {
      await batcher.enqueue(samplePost(id));
      most = Math.max(most, batcher.pending);
    }
    await batcher.close();
    expect(most).toBeLessThanOrEqual(25);
    expect(server.stored).toEqual(ids(300));
    expect(results.map((result) => result.event.id)).toEqual(ids(300));
    expect(batcher.pending).toBe(0);
  });

  it("or tells who sends that it is full", async () => {
    await using batcher = evenhand.events.batcher({ maxPending: 3, whenFull: "fail" });
    const results = await Promise.allSettled(ids(5).map((id) => batcher.send(samplePost(id))));
    const codes = results.map((result) =>
      result.status === "rejected" ? (result.reason as { code: string }).code : "sent",
    );
    expect(codes).toEqual(["sent", "sent", "sent", "EH_CLIENT_BUFFER_FULL", "EH_CLIENT_BUFFER_FULL"]);
  });
});

describe("flush and close", () => {
  it("flush does not wait for the batch to fill, and is done when everything before it is", async () => {
    const settled: string[] = [];
    const batcher = evenhand.events.batcher({ maxWaitMs: 60_000, onResult: ({ event }) => settled.push(event.id) });
    await batcher.flush();
    for (const id of ids(3)) await batcher.enqueue(samplePost(id));
    await batcher.flush();
    expect(settled).toEqual(ids(3));
    await batcher.close();
  });

  it("flush ends although more and more comes", async () => {
    const batcher = evenhand.events.batcher({ maxBatch: 5 });
    const flushed = new AbortController();
    const stream = (async () => {
      for (let n = 0; !flushed.signal.aborted; n += 1) await batcher.send(samplePost(`s${n}`));
    })();
    await batcher.flush();
    flushed.abort();
    await stream;
    await batcher.close();
  });

  it("close lets in whoever waits for room, and nobody else", async () => {
    const batcher = evenhand.events.batcher({ maxPending: 2, maxWaitMs: 60_000 });
    const sent = Promise.all(ids(6).map((id) => batcher.send(samplePost(id))));
    await batcher.close();
    expect(await sent).toHaveLength(6);
    await expect(batcher.send(samplePost("late"))).rejects.toMatchObject({ code: "EH_CLIENT_BATCHER_CLOSED" });
    await expect(batcher.enqueue(samplePost("late"))).rejects.toMatchObject({ code: "EH_CLIENT_BATCHER_CLOSED" });
  });

  it("checks its options", () => {
    for (const options of [{ maxBatch: 1_001 }, { maxBatch: 0 }, { maxWaitMs: -1 }, { whenFull: "drop" as never }])
      expect(() => evenhand.events.batcher(options)).toThrow(
        expect.objectContaining({ code: "EH_CLIENT_OPTION_INVALID" }),
      );
  });
});
