import { EvenhandError } from "@evenhand/contract";
import type { Config } from "../config/config.js";
import { parseOutboundUrl } from "../outbound/outbound-url.js";

/**
 * Checks where an endpoint is to be, when it is created or changed. Its addresses are checked at each connection.
 *
 * @param isAdmin whether the key may allow private addresses
 * @throws EvenhandError EH_WEBHOOK_PRIVATE, EH_OUTBOUND_URL
 */
export function checkTarget(
  config: Pick<Config, "webhooks">,
  target: { readonly url: string; readonly allowPrivate: boolean },
  isAdmin: boolean,
): void {
  if (target.allowPrivate && !isAdmin) {
    throw new EvenhandError(
      "EH_WEBHOOK_PRIVATE",
      "An endpoint on a private address reaches inner services. Set allowPrivate, or change such an endpoint's URL, with a key that has the scope admin.",
    );
  }
  parseOutboundUrl(target.url, target.allowPrivate || config.webhooks.allowPrivate);
}
