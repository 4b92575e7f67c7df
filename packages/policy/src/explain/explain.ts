/** Why a detector held or did not, down to each sub-expression, and which index led to it. */
import {
  type CelError,
  closest,
  createLinker,
  format,
  type Handle,
  isCelError,
  toJson,
  type TraceNode,
} from "@evenhand/cel";
import type { Event } from "@evenhand/contract";
import type { CompiledPolicy } from "../compile-policy.js";
import { RecordedReader } from "../engine/counter-readers.js";
import { EventHost } from "../engine/event-host.js";
import type { RecordedFacts } from "../engine/recorded-facts.js";
import { Facts, type Standing } from "../facts/facts.js";
import { parseTime } from "../facts/time.js";
import { RecordedSignalReader } from "../signals/signal-readers.js";

/** One sub-expression with its value. */
export interface ExplainedNode {
  /** Canonical text. */
  readonly text: string;
  /** Its value as JSON; absent where it was not evaluated because something before it had decided. */
  readonly value?: unknown;
  /** Where it ended in an error. */
  readonly error?: { readonly code: string; readonly message: string };
  /** What decided a loop, such as the element that made an `exists` true. */
  readonly note?: string;
  readonly children: readonly ExplainedNode[];
}

export interface Explanation {
  readonly event: { readonly source: string; readonly id: string; readonly type: string };
  readonly detector: string;
  readonly clause: string;
  readonly mode: "live" | "shadow";
  /** `not-on`: the detector is not for events of this type. */
  readonly result: "held" | "did-not-hold" | "error" | "not-on";
  /** The first part of the condition that decided against it, or that failed; absent where it held. */
  readonly because?: string;
  /** How the plan reaches this detector, and whether it did for this event. */
  readonly reached: { readonly by: string; readonly led: boolean };
  /** Every top-level part of the condition, in source order. */
  readonly parts: readonly ExplainedNode[];
}

/**
 * Explains one detector for a recorded decision, from the record alone. A counter that the decision did not read (because
 * the plan saw sooner that the detector cannot hold) shows as an error `EH_REPLAY_READING`; `Engine.explain` reads it live.
 *
 * @returns undefined where the policy has no such detector; `suggestDetector` names the nearest
 */
export function explainRecord(
  compiled: CompiledPolicy,
  { event, facts }: { readonly event: Event; readonly facts: RecordedFacts },
  detectorId: string,
): Explanation | undefined {
  const host = new EventHost(
    new RecordedSignalReader(compiled.signals, facts.live, parseTime(event.time)),
    new RecordedReader(compiled.policy.counters, facts.counters),
  );
  return explain(compiled, event, facts.standing, host, detectorId);
}

/** Explains one detector for one event, with counters and signals from `host`. */
export function explain(
  compiled: CompiledPolicy,
  event: Event,
  standing: Standing,
  host: EventHost,
  detectorId: string,
): Explanation | undefined {
  const detector = compiled.detectors.find((candidate) => candidate.detector.id === detectorId);
  if (detector === undefined) return undefined;
  const { id, clause, mode, on } = detector.detector;
  const base = { event: { source: event.source, id: event.id, type: event.type }, detector: id, clause, mode };
  if (!on.includes(event.type)) {
    return {
      ...base,
      result: "not-on",
      because: `it is for ${on.join(", ")}`,
      reached: { by: "its event types", led: false },
      parts: [],
    };
  }
  const linker = createLinker(compiled.env);
  const handles = detector.conjuncts.map((conjunct): Handle => linker.add(detector.checked, conjunct));
  const linked = linker.link();
  const frame = linked.frame();
  const facts = new Facts(event, () => standing);
  frame.load(facts as unknown as Record<string, unknown>, host);
  const values = handles.map((handle) => linked.evaluate(handle, frame));
  const parts = handles.map((handle) => toNode(linked.trace(handle, frame)));
  const failed = values.indexOf(false);
  const erred = values.findIndex((value) => value !== true && value !== false);
  const texts = detector.conjuncts.map((conjunct) => format(conjunct));
  const reached = reachedBy(compiled, event, id, texts, values);
  if (failed !== -1) return { ...base, result: "did-not-hold", because: `${texts[failed]} is false`, reached, parts };
  if (erred !== -1) {
    const error = values[erred] as CelError;
    return { ...base, result: "error", because: `${texts[erred]}: ${error.message}`, reached, parts };
  }
  return { ...base, result: "held", reached, parts };
}

/** The detector id that was probably meant. */
export function suggestDetector(compiled: CompiledPolicy, detectorId: string): string | undefined {
  return closest(
    detectorId,
    compiled.policy.detectors.map((detector) => detector.id),
  );
}

function reachedBy(
  compiled: CompiledPolicy,
  event: Event,
  id: string,
  texts: readonly string[],
  values: readonly unknown[],
): Explanation["reached"] {
  const plan = compiled.plan.detectors(event.type).find((candidate) => candidate.detector.id === id);
  if (plan?.access === undefined) return { by: "no index: evaluated for every event of its types", led: true };
  const { description, conjunct } = plan.access;
  return { by: `${description}, for ${texts[conjunct.order]}`, led: values[conjunct.order] !== false };
}

function toNode({ text, value, note, skipped, children }: TraceNode): ExplainedNode {
  const rest = { ...(note === undefined ? {} : { note }), children: children.map(toNode) };
  if (skipped === true) return { text, ...rest };
  if (isCelError(value)) return { text, error: { code: value.code, message: value.message }, ...rest };
  return { text, value: toJson(value), ...rest };
}
