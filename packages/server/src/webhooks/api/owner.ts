import type { Caller } from "../../http/route.js";
import type { WebhookOwner } from "../create-webhook.js";

/** Who asks, as the use cases need it. */
export function ownerOf(caller: Caller): WebhookOwner {
  return { actor: caller.actor, isAdmin: caller.scopes.has("admin") };
}
