import { pino } from "pino";
import type { Config } from "./config/config.js";
import type { Evenhand, StartOptions } from "./evenhand.js";
import { openStore } from "./store/open-store.js";

/**
 * Starts the service: see `evenhand.ts`. The embedded database comes up in its own thread while the rest of the service is
 * being loaded in this one, which takes about as long.
 */
export async function startEvenhand(config: Config, options: StartOptions = {}): Promise<Evenhand> {
  const log = options.log ?? pino({ level: config.logLevel });
  const { databaseUrl, dataDirectory: directory } = config;
  const store = options.store ?? openStore({ databaseUrl, directory, log });
  // Told by whoever awaits it below.
  store.catch(() => undefined);
  const service = await import("./evenhand.js");
  return service.startEvenhand(config, { ...options, log, store });
}
