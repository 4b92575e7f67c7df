import type { Route } from "../http/route.js";
import { hashImageRoute } from "./routes/hash-image.js";

/** Operations on images. */
export function imageRoutes(): readonly Route[] {
  return [hashImageRoute()];
}
