/** The bridge: Discourse's webhooks become events, Evenhand's acts become calls of Discourse's API. */
import { EvenhandApiError, webhookHandler } from "@evenhand/client";
import { createAccounts } from "./accounts.mjs";
import { carryOut, tellStatement } from "./carry-out.mjs";
import { toEvent } from "./discourse-events.mjs";
import { isFromDiscourse } from "./discourse-signature.mjs";

const MAX_BODY_BYTES = 2_000_000;

/**
 * @param options
 *   `evenhand`: from createEvenhand(); `evenhandSecret`: of the webhook endpoint at Evenhand;
 *   `discourse`: from createDiscourse(); `discourseSecret`: of the webhook at Discourse;
 *   `source`: names the forum in events; `dedupe`: see WebhookHandlerOptions; `onError`, `onUnsupported`: are told
 * @returns a fetch-style handler: POST /discourse, POST /evenhand
 */
export function createBridge(options) {
  const { evenhand, evenhandSecret, discourse, dedupe, onError = console.error, onUnsupported = () => {} } = options;
  const context = { discourse, evenhand, onUnsupported };
  const measure = (message) => carryOut(message, context);
  const fromEvenhand = webhookHandler(
    evenhandSecret,
    {
      "measure.applied": measure,
      "measure.expired": measure,
      "measure.lifted": measure,
      "measure.voided": measure,
      "statement.issued": (message) => tellStatement(message, context),
    },
    { dedupe, onError },
  );
  const fromDiscourse = discourseHandler(options, createAccounts(discourse), onError);
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/evenhand") return fromEvenhand(request);
    if (pathname === "/discourse" && request.method === "POST") return fromDiscourse(request);
    return new Response(null, { status: 404 });
  };
}

function discourseHandler({ evenhand, discourse, discourseSecret, source }, accounts, onError) {
  return async (request) => {
    const body = Buffer.from(await request.arrayBuffer());
    if (body.length > MAX_BODY_BYTES) return new Response(null, { status: 413 });
    if (!isFromDiscourse(discourseSecret, request.headers.get("x-discourse-event-signature"), body))
      return new Response(null, { status: 401 });
    try {
      const payload = JSON.parse(body.toString());
      if (payload.user !== undefined) accounts.remember(payload.user);
      const event = await toEvent(request.headers.get("x-discourse-event") ?? "", payload, {
        source,
        delivery: request.headers.get("x-discourse-event-id"),
        now: new Date(),
        authorOf: accounts.authorOf,
        isOurs: (username) => username === discourse.username,
      });
      if (event !== undefined) await evenhand.events.send(event);
      return new Response(null, { status: 204 });
    } catch (error) {
      // Sent before, when the account had another number of posts: it is recorded, and that is all we want.
      if (error instanceof EvenhandApiError && error.code === "EH_EVENT_CONFLICT")
        return new Response(null, { status: 204 });
      onError(error);
      // What Evenhand refuses it will refuse again. For all else Discourse may come back later.
      const refused = error instanceof EvenhandApiError && (error.status === 400 || error.status === 422);
      return new Response(null, { status: refused ? 202 : 503 });
    }
  };
}
