/** The content of removed items is encrypted at rest until the appeal window closes. */
import type { Config } from "../config/config.js";
import { deriveKey, open, seal } from "../config/secrets.js";

/** Seals and opens stored events. What is sealed is bound to its event: it opens as no other. */
export interface Sealer {
  seal(eventId: string, text: string): Buffer;
  open(eventId: string, sealed: Buffer): string;
}

/** A sealer with a key of its own, derived from the service's secret. */
export function createSealer(config: Pick<Config, "secret">): Sealer {
  const key = deriveKey(config.secret, "quarantine");
  return {
    seal: (eventId, text) => seal(key, Buffer.from(text, "utf8"), Buffer.from(eventId, "utf8")),
    open: (eventId, sealed) => open(key, sealed, Buffer.from(eventId, "utf8")).toString("utf8"),
  };
}
