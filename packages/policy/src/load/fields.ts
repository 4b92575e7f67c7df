import { isMap, type YAMLMap } from "yaml";
import { meantFor } from "./did-you-mean.js";
import type { Origin } from "../model.js";
import type { ProblemSink } from "./problem-sink.js";
import { describe, quote } from "./values.js";
import { childOf, keyName, originOf, type Value } from "./yaml-file.js";

interface Entry {
  readonly origin: Origin;
  readonly value: Value;
}

/**
 * A mapping that is being read key by key. A key that nobody asked for until `close` is an error, so that no misspelt
 * setting goes unnoticed.
 */
export class Fields {
  readonly origin: Origin;
  readonly #entries = new Map<string, Entry>();
  readonly #known = new Set<string>();
  readonly #what: string;
  readonly #sink: ProblemSink;

  private constructor(value: Value & { node: YAMLMap }, what: string, sink: ProblemSink) {
    this.origin = originOf(value);
    this.#what = what;
    this.#sink = sink;
    for (const { key, value: child } of value.node.items) {
      const name = keyName(key);
      const keyValue = childOf(value, key, name);
      const node = child ?? key;
      this.#entries.set(name, { origin: originOf(keyValue), value: childOf(value, node, `\`${name}\``) });
    }
  }

  /** @param what the thing that the mapping describes, as a message calls it: "a detector" */
  static read(value: Value, what: string, sink: ProblemSink): Fields | undefined {
    if (isMap(value.node)) return new Fields(value as Value & { node: YAMLMap }, what, sink);
    sink.error(
      "EH_POLICY_VALUE",
      originOf(value),
      `${capital(what)} must be a mapping (key: value); here it is ${describe(value)}.`,
    );
    return undefined;
  }

  optional(key: string): Value | undefined {
    this.#known.add(key);
    return this.#entries.get(key)?.value;
  }

  required(key: string): Value | undefined {
    const value = this.optional(key);
    if (value === undefined) {
      this.#sink.error("EH_POLICY_MISSING_KEY", this.origin, `${capital(this.#what)} needs \`${key}\`. Add it.`);
    }
    return value;
  }

  /** The keys with their values, for mappings whose keys are the author's own; all count as asked for. */
  all(): readonly (readonly [key: string, value: Value, origin: Origin])[] {
    return [...this.#entries].map(([key, { value, origin }]) => {
      this.#known.add(key);
      return [key, value, origin] as const;
    });
  }

  originOfKey(key: string): Origin {
    return this.#entries.get(key)?.origin ?? this.origin;
  }

  /** Reports the keys that nobody asked for. */
  close(hint = ""): void {
    const known = [...this.#known];
    for (const [key, { origin }] of this.#entries) {
      if (this.#known.has(key)) continue;
      const meant = meantFor(
        key,
        known.filter((name) => !this.#entries.has(name)),
      );
      const advice = meant === undefined ? ` It takes ${known.join(", ")}.` : ` Did you mean \`${meant}\`?`;
      this.#sink.error(
        "EH_POLICY_UNKNOWN_KEY",
        origin,
        `${capital(this.#what)} has no key ${quote(key)}.${advice}${hint}`,
      );
    }
  }
}

function capital(text: string): string {
  // A file is called as it is written.
  return text.endsWith(".yaml") ? text : text.charAt(0).toUpperCase() + text.slice(1);
}
