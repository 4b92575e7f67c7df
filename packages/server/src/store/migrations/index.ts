import type { Migration } from "kysely";
import { up as journal } from "./20261124T1000-journal.js";
import { up as policies } from "./20261124T1010-policies.js";
import { up as mirror } from "./20261124T1020-mirror.js";
import { up as events } from "./20261124T1030-events.js";
import { up as measures } from "./20261124T1040-measures.js";
import { up as cases } from "./20261124T1050-cases.js";
import { up as quarantine } from "./20261124T1060-quarantine.js";
import { up as counters } from "./20261124T1070-counters.js";
import { up as keys } from "./20261124T1080-keys.js";
import { up as webhooks } from "./20261124T1090-webhooks.js";
import { up as decider } from "./20261124T1100-decider.js";
import { up as webhookHealth } from "./20261124T1110-webhook-health.js";
import { up as secret } from "./20261124T1120-secret.js";
import { up as standingLevels } from "./20261124T1130-standing-levels.js";
import { up as banks } from "./20261125T0100-banks.js";
import { up as bankUse } from "./20261125T0110-bank-use.js";

/** Every migration by its name, in order of names. A name, once released, never changes. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "20261124T1000-journal": { up: journal },
  "20261124T1010-policies": { up: policies },
  "20261124T1020-mirror": { up: mirror },
  "20261124T1030-events": { up: events },
  "20261124T1040-measures": { up: measures },
  "20261124T1050-cases": { up: cases },
  "20261124T1060-quarantine": { up: quarantine },
  "20261124T1070-counters": { up: counters },
  "20261124T1080-keys": { up: keys },
  "20261124T1090-webhooks": { up: webhooks },
  "20261124T1100-decider": { up: decider },
  "20261124T1110-webhook-health": { up: webhookHealth },
  "20261124T1120-secret": { up: secret },
  "20261124T1130-standing-levels": { up: standingLevels },
  "20261125T0100-banks": { up: banks },
  "20261125T0110-bank-use": { up: bankUse },
};
