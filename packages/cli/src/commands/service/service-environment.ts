import type { Io } from "../../io.js";

/** Variables of the command and of `npm start`, which are no settings of the service. */
const OWN = new Set(["EVENHAND_URL", "EVENHAND_KEY", "EVENHAND_START_EXIT"]);

/** The environment as the service reads it: it refuses variables that it does not know. */
export function serviceEnvironment(env: Io["env"]): Io["env"] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OWN.has(name)));
}
