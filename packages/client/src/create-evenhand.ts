import { createEvents, type Events } from "./events/events.js";
import { createTransport } from "./http/transport.js";
import { createJournal, type Journal } from "./journal/journal.js";
import { type CallOptions, type EvenhandOptions, readOptions } from "./options.js";
import { type Accounts, createAccounts } from "./resources/accounts.js";
import { createDecisions, type Decisions } from "./resources/decisions.js";
import { createItems, type Items } from "./resources/items.js";
import { createMeasures, type Measures } from "./resources/measures.js";
import { createStatements, type Statements } from "./resources/statements.js";
import type { AnyEvent } from "./wire/entries.js";
import type { Decision } from "./wire/wire-types.js";

/** A connection to one Evenhand service. Holds nothing that needs closing. */
export interface Evenhand {
  readonly events: Events;
  /** What would be decided, without recording or doing anything: for a warning before posting. */
  readonly check: (event: AnyEvent, options?: CallOptions) => Promise<Decision>;
  readonly journal: Journal;
  readonly accounts: Accounts;
  readonly items: Items;
  readonly statements: Statements;
  readonly decisions: Decisions;
  readonly measures: Measures;
}

/**
 * Connects to a service.
 *
 * @example
 * const evenhand = createEvenhand({ url: process.env.EVENHAND_URL, key: process.env.EVENHAND_KEY });
 * @throws EvenhandClientError EH_CLIENT_OPTION_INVALID
 */
export function createEvenhand(options: EvenhandOptions): Evenhand {
  const settings = readOptions(options);
  const transport = createTransport(settings);
  return {
    events: createEvents(transport, settings),
    check: async (event, call = {}) => {
      const body = JSON.stringify(event);
      const contentType = "application/cloudevents+json";
      const path = "/v1/check";
      const answer = await transport<{ decision: Decision }>({ ...call, method: "POST", path, contentType, body });
      return answer.decision;
    },
    journal: createJournal(transport, settings),
    accounts: createAccounts(transport),
    items: createItems(transport),
    statements: createStatements(transport),
    decisions: createDecisions(transport),
    measures: createMeasures(transport),
  };
}
