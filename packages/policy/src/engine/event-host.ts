import type { CelError } from "@evenhand/cel";
import type { Host } from "../environment/host.js";
import type { SignalReader } from "../signals/signal-readers.js";
import type { CounterReader } from "./counter-readers.js";

/** The host of one evaluation: signals and counters as of the event. */
export class EventHost implements Host {
  readonly signals: SignalReader;
  readonly reader: CounterReader;

  constructor(signals: SignalReader, reader: CounterReader) {
    this.signals = signals;
    this.reader = reader;
  }

  count(counter: number | undefined, key: unknown, window: string): number | CelError {
    return this.reader.read("count", counter, key, window);
  }

  distinct(counter: number | undefined, key: unknown, window: string): number | CelError {
    return this.reader.read("distinct", counter, key, window);
  }
}
