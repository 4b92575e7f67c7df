import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { webhookHandler, type WebhookHandlers, type WebhookHandlerOptions } from "./webhook-handler.js";

const SECRET = `whsec_${Buffer.from("an example of a secret, 32 bytes").toString("base64")}`;
const NOW = 1_772_000_000_000;

function request(type: string, id = "msg_1", over: { secret?: string; pad?: number; erased?: true } = {}): Request {
  const timestamp = "2026-02-25T06:13:20Z";
  const body = JSON.stringify({ type, timestamp, data: { reason: "x".repeat(over.pad ?? 0), erased: over.erased } });
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": String(NOW / 1_000),
    "webhook-signature": new Webhook(over.secret ?? SECRET).sign(id, new Date(NOW), body),
  };
  return new Request("https://platform.example/evenhand", { method: "POST", headers, body });
}

async function statusOf(
  given: Request,
  handlers: WebhookHandlers,
  options: WebhookHandlerOptions = {},
): Promise<number> {
  return (await webhookHandler(SECRET, handlers, { clock: () => NOW, ...options })(given)).status;
}

describe("webhookHandler", () => {
  it("hands each act to its own handler, with its own type of data", async () => {
    const seen: string[] = [];
    const handlers: WebhookHandlers = {
      "measure.applied": ({ data }) => void seen.push(`applied ${data.kind}`),
      "measure.lifted": ({ data }) => void seen.push(`lifted ${data.reason.length}`),
      otherwise: ({ type }) => void seen.push(`otherwise ${type}`),
    };
    expect(await statusOf(request("measure.lifted"), handlers)).toBe(204);
    expect(await statusOf(request("measure.applied"), handlers)).toBe(204);
    expect(await statusOf(request("case.opened"), handlers)).toBe(204);
    expect(await statusOf(request("webhook.test"), handlers)).toBe(204);
    expect(await statusOf(request("toString"), handlers)).toBe(204);
    // Of an erased person nothing is said: the act's own handler would find no data.
    expect(await statusOf(request("measure.lifted", "msg_1", { erased: true }), handlers)).toBe(204);
    expect(await statusOf(request("case.opened"), {})).toBe(204);
    const others = ["case.opened", "webhook.test", "toString", "measure.lifted"].map((type) => `otherwise ${type}`);
    expect(seen).toEqual(["lifted 0", "applied undefined", ...others]);
  });

  it("handles a message once where it can remember, and again where the handler failed", async () => {
    const ids = new Set<string>();
    const dedupe = { seen: (id: string) => ids.has(id), remember: (id: string) => void ids.add(id) };
    let calls = 0;
    const handlers: WebhookHandlers = {
      "measure.applied": () => {
        calls += 1;
        if (calls === 1) throw new TypeError("The database is away.");
      },
    };
    const errors: unknown[] = [];
    const options = { dedupe, onError: (error: unknown) => errors.push(error) };
    expect(await statusOf(request("measure.applied"), handlers, options)).toBe(500);
    expect(await statusOf(request("measure.applied"), handlers, options)).toBe(204);
    expect(await statusOf(request("measure.applied"), handlers, options)).toBe(204);
    expect(await statusOf(request("measure.applied", "msg_2"), handlers, options)).toBe(204);
    expect(calls).toBe(3);
    expect(errors).toEqual([expect.objectContaining({ message: "The database is away." })]);
  });

  it("refuses what is not the service's, and never calls a handler for it", async () => {
    const never: WebhookHandlers = { otherwise: () => expect.fail("A handler was called.") };
    const errors: unknown[] = [];
    const options = { onError: (error: unknown) => errors.push(error) };
    const stranger = `whsec_${Buffer.from("a secret of a stranger's").toString("base64")}`;
    expect(await statusOf(request("measure.applied", "msg_1", { secret: stranger }), never, options)).toBe(401);
    expect(errors).toEqual([expect.objectContaining({ code: "EH_CLIENT_WEBHOOK_SIGNATURE" })]);
    expect(await statusOf(new Request("https://platform.example/"), never)).toBe(405);
    expect(await statusOf(request("measure.applied", "msg_1", { pad: 300_000 }), never)).toBe(413);
    expect(await statusOf(new Request("https://platform.example/", { method: "POST" }), never)).toBe(401);
  });

  it("asks for the message again where it is our own secret that can't be read", async () => {
    const handler = webhookHandler("", {}, { clock: () => NOW });
    expect((await handler(request("measure.applied"))).status).toBe(500);
  });
});
