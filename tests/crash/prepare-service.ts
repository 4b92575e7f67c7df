import { expect } from "vitest";
import { crashPolicy } from "./policy.js";
import type { Receiver } from "./receiver.js";
import type { ServiceProcess } from "./service-process.js";

/** Publishes the small policy, and has measures and statements told to a receiver. */
export async function prepareService(service: ServiceProcess, hook: string): Promise<void> {
  const uploaded = await service.ask("/v1/policies", { method: "POST", body: { files: crashPolicy } });
  expect(uploaded.status, JSON.stringify(uploaded.body)).toBe(201);
  const { version } = uploaded.body as { version: string };
  const published = await service.ask(`/v1/policies/${version}/publish`, { method: "POST", body: {} });
  expect(published.status, JSON.stringify(published.body)).toBe(200);
  const webhook = await service.ask("/v1/webhooks", {
    method: "POST",
    body: { url: hook, acts: ["measure.*", "statement.issued"], allowPrivate: true },
    headers: { "idempotency-key": '"crash-test-hook"' },
  });
  expect(webhook.status, JSON.stringify(webhook.body)).toBe(201);
}

/** Waits until every entry that the endpoint wants has arrived. */
export async function deliveredAll(service: ServiceProcess, receiver: Receiver): Promise<void> {
  const wanted = new Set<number>();
  for (let after = 0; ;) {
    const { body } = await service.ask(`/v1/journal?after=${after}&limit=500&acts=measure.*,statement.issued`);
    const { items } = body as { items: { seq: number }[] };
    for (const { seq } of items) wanted.add(seq);
    const last = items.at(-1);
    if (last === undefined) break;
    after = last.seq;
  }
  const end = Date.now() + 120_000;
  for (;;) {
    const missing = [...wanted].filter((seq) => !receiver.received.has(seq));
    if (missing.length === 0) return;
    if (Date.now() > end)
      throw new Error(
        `${missing.length} of ${wanted.size} entries were not delivered: ${missing.slice(0, 5).join(", ")}`,
      );
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
