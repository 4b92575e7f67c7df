/** What every engine of the comparison looks like to the benchmark. */
import type { Event } from "@evenhand/contract";
import type { Conditions } from "../generate/condition.js";

/** Positions of the detectors that held for one event, ascending. */
export type Found = readonly number[];

/** Detectors compiled for one engine. Counters are part of it: events have to come in their order. */
export interface Competitor {
  /** Which form of the engine this is, where it offers several. */
  readonly form?: string;
  /** Counts each event, derives what its language cannot, and evaluates all detectors. */
  run(events: readonly Event[]): readonly Found[] | Promise<readonly Found[]>;
  /** Forgets all events, so that the list can start again. */
  reset(): void;
}

export interface EngineSpec {
  readonly name: string;
  /** `ceiling`: the fastest that shares nothing. `floor`: what every engine has to do besides, and finds nothing. */
  readonly role: "ours" | "peer" | "ceiling" | "floor";
  /** One or more ways of using the engine; the fastest is measured. */
  readonly forms: readonly ((detectors: readonly Conditions[]) => Competitor)[];
}
