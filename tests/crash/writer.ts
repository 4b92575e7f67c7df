import type { ServiceProcess } from "./service-process.js";

/** What the service acknowledged of one event. */
export interface Acknowledged {
  readonly id: string;
  readonly decision: string;
  readonly measures: readonly string[];
}

/** Four senders; each goes on with its event until it is acknowledged, over every crash. */
export class Writer {
  readonly #service: ServiceProcess;
  readonly acknowledged = new Map<string, Acknowledged>();
  /** Answers to an event that was acknowledged before the crash and sent again: they have to agree. */
  readonly contradictions: string[] = [];
  #next = 0;
  #stopping = false;
  #senders: Promise<void>[] = [];

  constructor(service: ServiceProcess) {
    this.#service = service;
  }

  start(): void {
    this.#stopping = false;
    this.#senders = [1, 2, 3, 4].map((sender) => this.#send(sender));
  }

  /** Stops once everything under way is acknowledged. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#senders);
  }

  async #send(sender: number): Promise<void> {
    while (!this.#stopping) {
      const size = sender % 2 === 0 ? 1 : 1 + (this.#next % 12);
      const events = Array.from({ length: size }, () => eventOf((this.#next += 1)));
      await this.#sendUntilAcknowledged(events);
      // Sometimes an event comes a second time, as a platform's own retry does.
      if (this.#next % 5 === 0) await this.#sendUntilAcknowledged(events.slice(0, 1));
    }
  }

  async #sendUntilAcknowledged(events: readonly { readonly id: string }[]): Promise<void> {
    for (;;) {
      try {
        const { status, body } = await this.#service.ask("/v1/events", {
          method: "POST",
          body: events.length === 1 ? events[0] : events,
        });
        if (status === 200) {
          const results = events.length === 1 ? [body] : (body as { results: unknown[] }).results;
          events.forEach((event, i) => this.#note(event.id, results[i]));
          return;
        }
        if (status !== 503 && status !== 429) throw new Error(`${status}: ${JSON.stringify(body)}`);
      } catch (error) {
        // The process is dead or not yet back: that is what this is about. Anything else is a finding.
        if (!(error instanceof TypeError || (error as Error).name === "TimeoutError")) {
          this.contradictions.push(String(error));
          return;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  #note(id: string, result: unknown): void {
    const {
      result: kind,
      id: decision,
      statements,
    } = result as {
      result: string;
      id: string;
      statements: { measure: string }[];
    };
    if (kind !== "decided") {
      this.contradictions.push(`${id}: ${JSON.stringify(result)}`);
      return;
    }
    const measures = statements.map(({ measure }) => measure);
    const before = this.acknowledged.get(id);
    if (before === undefined) this.acknowledged.set(id, { id, decision, measures });
    else if (before.decision !== decision || before.measures.join() !== measures.join()) {
      this.contradictions.push(`${id}: ${before.decision} and ${decision}`);
    }
  }
}

/** Every third post breaks a rule; times are real, accounts are many. */
export function eventOf(n: number): { readonly id: string } & Record<string, unknown> {
  const body = n % 3 === 0 ? "what a bargain" : n % 7 === 0 ? "please waitforus" : "hello";
  const time = new Date().toISOString();
  return {
    specversion: "1.0",
    id: `c${n}`,
    source: "crash",
    type: "post.created",
    time,
    data: {
      actor: { id: `u${n % 50}`, handle: `u${n % 50}`, kind: "person", createdAt: "2024-01-01T00:00:00Z" },
      item: { id: `p${n}`, kind: "post", surface: "post", text: { body }, createdAt: time },
    },
  };
}
