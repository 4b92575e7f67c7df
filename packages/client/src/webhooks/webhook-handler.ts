import { EvenhandClientError } from "../http/errors.js";
import type { Act } from "../wire/entries.js";
import { type ErasedMessage, verifyWebhook, type VerifyOptions, type WebhookMessage } from "./verify-webhook.js";

/** What to do for each act. Messages without a handler are taken and left alone. */
export type WebhookHandlers = {
  readonly [A in Act]?: (message: WebhookMessage<A>) => void | Promise<void>;
} & {
  /** For acts that have no handler of their own, for test messages, and for messages on erased persons. */
  readonly otherwise?: (message: WebhookMessage | ErasedMessage) => void | Promise<void>;
};

export interface WebhookHandlerOptions extends Omit<VerifyOptions, "now"> {
  /**
   * Messages arrive at least once. Where given: a message whose id was seen is taken and not handled again, and an id is
   * remembered once its handler is through. Keep the ids for a week (a message is tried for three days), best in the same
   * transaction as what the handler changes.
   */
  readonly dedupe?: {
    readonly seen: (id: string) => boolean | Promise<boolean>;
    readonly remember: (id: string) => void | Promise<void>;
  };
  /** Told when a message is refused, or its handler throws; the service then tries again later. */
  readonly onError?: (error: unknown) => void;
  /** Largest body, in bytes. Default 262,144. */
  readonly maxBytes?: number | undefined;
  /** The clock, in milliseconds since the epoch. */
  readonly clock?: (() => number) | undefined;
}

/**
 * A fetch-style handler of webhooks: for Hono, Next.js, Deno, Bun, Workers; for Express see examples/express.
 *
 * Answers 204 once handled; 401 where the signature is wrong; 405, 413; 500 where the handler throws.
 */
export function webhookHandler(
  secrets: string | readonly string[],
  handlers: WebhookHandlers,
  options: WebhookHandlerOptions = {},
): (request: Request) => Promise<Response> {
  const { dedupe, onError, toleranceSeconds, maxBytes = 262_144, clock = Date.now } = options;
  return async (request) => {
    if (request.method !== "POST") return new Response(null, { status: 405, headers: { allow: "POST" } });
    const body = await readBody(request, maxBytes);
    if (body === undefined) return new Response(null, { status: 413 });
    let message: WebhookMessage | ErasedMessage;
    try {
      message = await verifyWebhook(secrets, request.headers, body, { toleranceSeconds, now: clock() });
    } catch (error) {
      onError?.(error);
      // A secret that can't be read is our own mistake, and the message must not be lost for it.
      const ours = !(error instanceof EvenhandClientError) || error.code === "EH_CLIENT_WEBHOOK_SECRET";
      return new Response(null, { status: ours ? 500 : 401 });
    }
    try {
      if ((await dedupe?.seen(message.id)) === true) return new Response(null, { status: 204 });
      await handlerOf(handlers, message)?.(message);
      await dedupe?.remember(message.id);
      return new Response(null, { status: 204 });
    } catch (error) {
      onError?.(error);
      return new Response(null, { status: 500 });
    }
  };
}

function handlerOf(handlers: WebhookHandlers, message: WebhookMessage | ErasedMessage): WebhookHandlers["otherwise"] {
  const has = message.data.erased !== true && Object.hasOwn(handlers, message.type);
  const own = has ? handlers[message.type] : undefined;
  // Each act's handler takes that act's message; the compiler can't see that they belong together.
  return (own ?? handlers.otherwise) as WebhookHandlers["otherwise"];
}

/** The body, or undefined where it is longer than allowed; no more than that is read. */
async function readBody(request: Request, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
    length += part.value.length;
    if (length > maxBytes) {
      await reader?.cancel();
      return undefined;
    }
    chunks.push(part.value);
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}
