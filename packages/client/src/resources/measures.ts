import type { Transport } from "../http/transport.js";
import type { UnsafeCallOptions } from "../options.js";
import type { NewMeasure, StoredMeasure } from "../wire/wire-types.js";
import { change, pathOf } from "./read.js";

/** Why a measure ends; the person is told. */
export interface EndMeasureOptions extends UnsafeCallOptions {
  readonly reason: string;
}

export interface Measures {
  /** A person's own decision, within what the clause's ladder allows; the person concerned gets a statement of reasons. */
  readonly apply: (measure: NewMeasure, options?: UnsafeCallOptions) => Promise<StoredMeasure>;
  /** No longer needed: ends the measure; its strikes stay. */
  readonly lift: (id: string, options: EndMeasureOptions) => Promise<StoredMeasure>;
  /** The decision was wrong: ends the measure, and its strikes count no more. */
  readonly void: (id: string, options: EndMeasureOptions) => Promise<StoredMeasure>;
}

export function createMeasures(transport: Transport): Measures {
  const end =
    (how: "lift" | "void") =>
    (id: string, { reason, ...options }: EndMeasureOptions): Promise<StoredMeasure> =>
      change(transport, "POST", pathOf("measures", id, how), { reason }, options);
  return {
    apply: (measure, options) => change(transport, "POST", pathOf("measures"), measure, options),
    lift: end("lift"),
    void: end("void"),
  };
}
