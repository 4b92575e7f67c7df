import { MEASURE_KINDS, type MeasureKind, measureStrength, measureTarget } from "@evenhand/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Clause, MeasureSpec, Then } from "../model.js";
import { decideOutcome, type LiveFinding } from "./decide-outcome.js";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 2, 8, 0, 0);

function spec(kind: MeasureKind, forMs?: number, scope?: string): MeasureSpec {
  return { kind, forMs, scope };
}

function clause(id: string, ladder: readonly MeasureSpec[], automation: Clause["automation"]): Clause {
  return {
    id,
    rule: id.split(".")[0] ?? id,
    severity: 2,
    category: "spam",
    dsa: undefined,
    ladder: { good: ladder },
    automation,
    strikes: undefined,
    queue: "default",
    title: {},
    text: {},
    origin: { file: "rules/x.md", line: 1, column: 1 },
  };
}

function finding(detector: string, cites: Clause, then: Then, kind: "match" | "error" = "match"): LiveFinding {
  return { detector, clause: cites, then, kind };
}

const ask = (kind: MeasureKind, forMs?: number, scope?: string): Then => ({
  kind: "measure",
  measure: spec(kind, forMs, scope),
});
const FULL = clause("spam.links", [spec("label"), spec("hold"), spec("remove")], "remove");

function decide(...findings: LiveFinding[]): string {
  const { outcome, measures } = decideOutcome(findings, "good", NOW);
  return [
    outcome,
    ...measures.map((m) => `${m.kind}@${m.clause}<${m.detector}${m.until === null ? "" : `~${m.until}`}`),
  ].join(" ");
}

// The rows of docs/decisions.md, in its order; each row there names the test that proves it.
describe("decision semantics", () => {
  it("1: nothing found: allow", () => {
    expect(decide()).toBe("allow");
  });
  it("2: a measure that the ladder has, within the automation limit: act", () => {
    expect(decide(finding("d", FULL, ask("remove")))).toBe("act remove@spam.links<d");
  });
  it("3: a measure that the ladder lacks: the strongest weaker one that it has", () => {
    expect(decide(finding("d", FULL, ask("suspend")))).toBe("act remove@spam.links<d");
    expect(decide(finding("d", FULL, ask("limit_reach")))).toBe("act label@spam.links<d");
  });
  it("4: the ladder has nothing so weak: review", () => {
    expect(decide(finding("d", clause("a.b", [spec("remove")], "remove"), ask("label")))).toBe("review");
  });
  it("5: beyond the automation limit: the strongest allowed up to the limit, and review", () => {
    const limited = clause("a.b", [spec("label"), spec("remove")], "label");
    expect(decide(finding("d", limited, ask("remove")))).toBe("review label@a.b<d");
  });
  it("6: nothing allowed up to the limit, or the limit is review: review alone", () => {
    expect(decide(finding("d", clause("a.b", [spec("remove")], "label"), ask("remove")))).toBe("review");
    expect(decide(finding("d", clause("a.b", [spec("label"), spec("remove")], "review"), ask("label")))).toBe("review");
  });
  it("7: hold is carried out and waits for a person: hold", () => {
    expect(decide(finding("d", FULL, ask("hold")))).toBe("hold hold@spam.links<d");
  });
  it("8: `ladder` asks for the strongest that the ladder has", () => {
    expect(decide(finding("d", FULL, { kind: "ladder" }))).toBe("act remove@spam.links<d");
  });
  it("9: `review` asks for a person and does nothing", () => {
    expect(decide(finding("d", FULL, { kind: "review" }))).toBe("review");
  });
  it("10: a condition that errs goes to review, whatever it asks for", () => {
    expect(decide(finding("d", FULL, ask("remove"), "error"))).toBe("review");
  });
  it("11: two detectors of one clause: the stronger measure only; equal ones once, longer first, then by detector id", () => {
    expect(decide(finding("a", FULL, ask("label")), finding("b", FULL, ask("remove")))).toBe("act remove@spam.links<b");
    expect(decide(finding("b", FULL, ask("remove")), finding("a", FULL, ask("remove")))).toBe(
      "act remove@spam.links<a",
    );
    const timed = clause("a.b", [spec("suspend", 30 * DAY)], "suspend");
    expect(decide(finding("a", timed, ask("suspend", DAY)), finding("b", timed, ask("suspend", 7 * DAY)))).toBe(
      "act suspend@a.b<b~2026-03-09T08:00:00Z",
    );
  });
  it("12: a removal takes the place of a hold of the same clause, and nobody waits", () => {
    expect(decide(finding("a", FULL, ask("hold")), finding("b", FULL, ask("remove")))).toBe("act remove@spam.links<b");
  });
  it("13: one clause may bring a measure on the item and one on the account", () => {
    const both = clause("a.b", [spec("remove"), spec("suspend", 7 * DAY)], "suspend");
    expect(decide(finding("a", both, ask("remove")), finding("b", both, ask("suspend")))).toBe(
      "act suspend@a.b<b~2026-03-09T08:00:00Z remove@a.b<a",
    );
  });
  it("14: two clauses bring a measure each; the stronger stands first", () => {
    const other = clause("abuse.insult", [spec("label")], "label");
    expect(decide(finding("a", other, ask("label")), finding("b", FULL, ask("remove")))).toBe(
      "act remove@spam.links<b label@abuse.insult<a",
    );
  });
  it("15: any review or hold shows in the outcome, beside what is carried out", () => {
    const other = clause("abuse.insult", [spec("label")], "label");
    expect(decide(finding("a", other, { kind: "review" }), finding("b", FULL, ask("remove")))).toBe(
      "review remove@spam.links<b",
    );
    expect(decide(finding("a", other, { kind: "review" }), finding("b", FULL, ask("hold")))).toBe(
      "hold hold@spam.links<b",
    );
  });
  it("16: a timed measure runs from the event's time, for the shorter of what is asked and what the ladder allows", () => {
    const timed = clause("a.b", [spec("suspend", 7 * DAY)], "suspend");
    expect(decide(finding("d", timed, ask("suspend", DAY)))).toBe("act suspend@a.b<d~2026-03-03T08:00:00Z");
    expect(decide(finding("d", timed, ask("suspend", 30 * DAY)))).toBe("act suspend@a.b<d~2026-03-09T08:00:00Z");
    expect(decide(finding("d", timed, ask("suspend")))).toBe("act suspend@a.b<d~2026-03-09T08:00:00Z");
  });
});

describe("decision properties", () => {
  const kinds = fc.constantFrom(...MEASURE_KINDS);
  const ladders = fc
    .uniqueArray(kinds, { minLength: 1, maxLength: 4 })
    .map((list) => list.sort((a, b) => measureStrength(a) - measureStrength(b)).map((kind) => spec(kind)));
  const clauses = fc.tuple(ladders, fc.oneof(kinds, fc.constant("review" as const)));
  const thens = fc.oneof(
    kinds.map((kind) => ask(kind)),
    fc.constantFrom<Then>({ kind: "ladder" }, { kind: "review" }),
  );
  const scenario = fc.tuple(
    fc.array(clauses, { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(2), thens, fc.boolean()), { maxLength: 6 }),
  );
  const build = ([specs, asks]: [
    [MeasureSpec[], MeasureKind | "review"][],
    [number, Then, boolean][],
  ]): LiveFinding[] => {
    const made = specs.map(([ladder, automation], i) => clause(`c${i}.x`, ladder, automation));
    return asks.map(([which, then, errs], i) =>
      finding(`d${i}`, made[which % made.length] as Clause, then, errs ? "error" : "match"),
    );
  };

  it("does not depend on the order of findings", () => {
    fc.assert(
      fc.property(scenario, (s) => {
        const findings = build(s);
        expect(decideOutcome([...findings].reverse(), "good", NOW)).toEqual(decideOutcome(findings, "good", NOW));
      }),
    );
  });

  it("never goes beyond ladder or automation limit, never twice per clause and kind, never acts on an error", () => {
    fc.assert(
      fc.property(scenario, (s) => {
        const findings = build(s);
        const { measures, outcome } = decideOutcome(findings, "good", NOW);
        const seen = new Set<string>();
        for (const measure of measures) {
          const source = findings.find((f) => f.detector === measure.detector);
          expect(source?.kind).toBe("match");
          const { ladder, automation } = (source as LiveFinding).clause;
          expect(ladder["good"]?.map((m) => m.kind)).toContain(measure.kind);
          expect(automation === "review" ? -1 : measureStrength(automation)).toBeGreaterThanOrEqual(
            measureStrength(measure.kind),
          );
          expect(seen.has(`${measure.clause} ${measureTarget(measure.kind)}`)).toBe(false);
          seen.add(`${measure.clause} ${measureTarget(measure.kind)}`);
        }
        expect(outcome === "allow").toBe(findings.length === 0);
      }),
    );
  });
});
