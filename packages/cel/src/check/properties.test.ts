import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Expr } from "../ast.js";
import { createLinker } from "../linker.js";
import { parse } from "../parse.js";
import { renderProblem } from "../problem.js";
import { anything, conditions, DYN_ENV, ENV, facts } from "./arbitrary.fixture.js";
import { check, type Checked, checkCondition } from "./check.js";
import { alwaysHolds, neverHolds } from "./constant.js";
import { childrenOf } from "./walk.js";

const NO_LIMIT = 1e15;

function evaluator(checked: Checked): (variables: Record<string, unknown>) => { value: unknown; cost: number } {
  const linker = createLinker(ENV, { budget: NO_LIMIT });
  const handle = linker.add(checked);
  const linked = linker.link();
  const frame = linked.frame();
  return (variables) => {
    frame.load(variables);
    const value = linked.evaluate(handle, frame);
    return { value, cost: frame.cost };
  };
}

/** The parts of a qualified name such as `google.protobuf.Duration` have no types of their own. */
function expectTyped(expr: Expr, checked: Checked): void {
  expect(checked.types.has(expr.id)).toBe(true);
  if (!checked.references.has(expr.id)) for (const child of childrenOf(expr)) expectTyped(child, checked);
}

describe("check", () => {
  it("never throws, whatever the expression, and points into the source", () => {
    fc.assert(
      fc.property(anything, fc.boolean(), (source, typed) => {
        const { checked, problems } = checkCondition(source, typed ? ENV : DYN_ENV);
        for (const problem of problems) {
          expect(problem.offset).toBeGreaterThanOrEqual(0);
          expect(problem.offset).toBeLessThanOrEqual(source.length);
          expect(renderProblem(problem, source)).toContain(problem.code);
        }
        if (checked === undefined) return;
        expect(checked.cost.max).toBeGreaterThan(0);
        if (checked.problems.some(({ severity }) => severity === "error")) return;
        expectTyped(checked.expr, checked);
      }),
      { numRuns: 1500 },
    );
  });

  it("accepts well-typed conditions", () => {
    fc.assert(
      fc.property(conditions, (source) => {
        const { problems } = checkCondition(source, ENV, { budget: Infinity });
        expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("proofs about conditions", () => {
  it("are never contradicted by an evaluation", () => {
    let never = 0;
    let always = 0;
    fc.assert(
      fc.property(conditions, fc.array(facts, { minLength: 25, maxLength: 25 }), (source, events) => {
        const checked = check(parse(source), ENV, { budget: Infinity });
        const no = neverHolds(checked.expr, checked);
        const yes = alwaysHolds(checked.expr, checked);
        expect(no !== undefined && yes !== undefined).toBe(false);
        if (no === undefined && yes === undefined) return;
        if (no !== undefined) never++;
        if (yes !== undefined) always++;
        const evaluate = evaluator(checked);
        for (const event of events) {
          const { value } = evaluate(event);
          if (no !== undefined) expect(value, no.reason).not.toBe(true);
          if (yes !== undefined) expect(value, yes.reason).toBe(true);
        }
      }),
      { numRuns: 4000 },
    );
    expect(never).toBeGreaterThan(200);
    expect(always).toBeGreaterThan(100);
  });
});

describe("the static cost", () => {
  it("is never below the cost counted while evaluating", () => {
    fc.assert(
      fc.property(conditions, fc.array(facts, { minLength: 5, maxLength: 5 }), (source, events) => {
        const checked = check(parse(source), ENV, { budget: Infinity });
        const evaluate = evaluator(checked);
        for (const event of events) expect(evaluate(event).cost).toBeLessThanOrEqual(checked.cost.max);
      }),
      { numRuns: 3000 },
    );
  });
});
