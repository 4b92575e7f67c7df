import type { Decision, Event } from "@evenhand/contract";
import type { Policy } from "@evenhand/policy";
import type { Io } from "../io.js";
import { type Colours, coloursFor } from "./colours.js";
import { findingRow, headerRow, type Layout, layoutFor } from "./findings-table.js";
import type { LineWriter } from "./line-writer.js";

/** Writes decisions as they come: JSON lines, or a table of the events that have findings. */
export class DecisionView {
  readonly #mode: "json" | "table" | "none";
  readonly #layout: Layout;
  readonly #colours: Colours;
  #hasHeader = false;

  constructor(policy: Policy, options: { readonly json?: true; readonly rows: boolean }, io: Io) {
    this.#mode = options.json ? "json" : options.rows ? "table" : "none";
    this.#colours = coloursFor(io.stdout, io.env);
    this.#layout = layoutFor(
      policy.clauses.map((clause) => clause.id),
      policy.detectors.map((detector) => detector.id),
      io.stdout.isTTY === true ? io.stdout.columns : undefined,
    );
  }

  add(out: LineWriter, event: Event, decision: Decision): void {
    if (this.#mode === "json") out.line(JSON.stringify(decision));
    if (this.#mode !== "table" || decision.findings.length === 0) return;
    if (!this.#hasHeader) out.line(headerRow(this.#layout, this.#colours));
    this.#hasHeader = true;
    out.line(findingRow(event, decision, this.#layout, this.#colours));
  }
}
