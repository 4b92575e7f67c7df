import type { Config, Evenhand } from "@evenhand/server";
import type { Io } from "../../io.js";
import { explainListenError } from "./listen-error.js";
import { serviceEnvironment } from "./service-environment.js";

export interface StartedService {
  readonly service: Evenhand;
  readonly config: Config;
  /** Where it listens, for this machine. */
  readonly url: string;
}

/**
 * Starts the service that an environment describes.
 *
 * @param say told what happens, a line each
 * @throws EvenhandError EH_CONFIG_INVALID, EH_PORT_IN_USE, EH_LISTEN_FAILED, and as `startEvenhand`
 */
export async function startService(env: Io["env"], say: (line: string) => void): Promise<StartedService> {
  // Loaded here, so that commands without a service start as fast as before.
  const { readConfig, startEvenhand } = await import("@evenhand/server");
  const config = readConfig(serviceEnvironment(env));
  say(`Opening ${placeOf(config)} …`);
  try {
    const service = await startEvenhand(config, { onProgress: say });
    return { service, config, url: urlOf(service.address) };
  } catch (error) {
    throw explainListenError(error, config);
  }
}

function placeOf({ databaseUrl, dataDirectory }: Config): string {
  if (databaseUrl === undefined) return `the embedded database in ${dataDirectory}`;
  const { hostname, port, pathname } = new URL(databaseUrl);
  return `PostgreSQL at ${hostname || "localhost"}:${port || "5432"}${pathname}`;
}

/** A service on every address is reached through this one. */
function urlOf({ host, port }: Evenhand["address"]): string {
  const here = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${here.includes(":") ? `[${here}]` : here}:${port}`;
}
