import type { Route } from "../http/route.js";
import type { Service } from "../service/service.js";
import { createKeyRoute } from "./routes/create-key.js";
import { listKeysRoute } from "./routes/list-keys.js";
import { revokeKeyRoute } from "./routes/revoke-key.js";
import { rotateKeyRoute } from "./routes/rotate-key.js";

/** Operations on API keys. */
export function keysRoutes(service: Service): readonly Route[] {
  return [createKeyRoute(service), listKeysRoute(service), rotateKeyRoute(service), revokeKeyRoute(service)];
}
