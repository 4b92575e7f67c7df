import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../check/index.js";
import { sameValue } from "../conformance/expected-value.fixture.js";
import type { Env } from "../env.js";
import { compileChecked } from "../evaluate.js";
import { createLinker } from "../linker.js";
import { parse } from "../parse.js";
import { BOOL, DOUBLE, type Field, INT, listOf, mapOf, STRING, struct, type Type } from "../types.js";
import { isCelError } from "../values/error.js";
import { expressions, facts } from "./generate.fixture.js";
import { evaluateWithPeer } from "./peer.fixture.js";

const required = (type: Type): Field => ({ type, doc: "", absent: "never" });
const variable = (type: Type): { type: Type; doc: string } => ({ type, doc: "" });

const env: Env = {
  variables: {
    i: variable(INT),
    j: variable(INT),
    d: variable(DOUBLE),
    s: variable(STRING),
    t: variable(STRING),
    b: variable(BOOL),
    xs: variable(listOf(INT)),
    tags: variable(listOf(STRING)),
    counts: variable(mapOf(STRING, INT)),
    actor: variable(
      struct("actor", {
        age: required(INT),
        count: required(INT),
        score: required(DOUBLE),
        name: required(STRING),
        kind: required(STRING),
        verified: required(BOOL),
        labels: required(listOf(STRING)),
        nick: { type: STRING, doc: "", absent: "error" },
      }),
    ),
  },
  functions: [],
};

function agree(a: unknown, b: unknown): boolean {
  return isCelError(a) || isCelError(b) ? isCelError(a) && isCelError(b) : sameValue(a, b);
}

const RUNS = Number(process.env["CEL_RUNS"] ?? 3_000);

describe("generated expressions", () => {
  it("mean the same as in @bufbuild/cel: the same value, or an error in both", () => {
    let values = 0;
    fc.assert(
      fc.property(expressions(3), facts, (source, given) => {
        const ours = compileChecked(check(parse(source), env), env).evaluate(given as never);
        const theirs = evaluateWithPeer(source, given);
        if (!isCelError(ours)) values++;
        expect(agree(ours, theirs), `${source}: ${show(ours)} and ${show(theirs)}`).toBe(true);
      }),
      { numRuns: RUNS },
    );
    // Errors agree too easily; most expressions must have had values.
    expect(values).toBeGreaterThan(RUNS / 3);
  });

  it("mean the same alone, linked with others and traced", () => {
    fc.assert(
      fc.property(
        fc.array(expressions(2), { minLength: 2, maxLength: 6 }),
        fc.array(facts, { minLength: 2, maxLength: 3 }),
        (sources, events) => {
          const checked = sources.map((source) => check(parse(source), env));
          const linker = createLinker(env);
          const handles = checked.map((one) => linker.add(one));
          const linked = linker.link();
          const frame = linked.frame();
          const alone = checked.map((one) => compileChecked(one, env));
          for (const event of events) {
            frame.load(event as never);
            handles.forEach((handle, index) => {
              const shared = linked.evaluate(handle, frame);
              expect(agree(shared, alone[index]!.evaluate(event as never)), sources[index]).toBe(true);
              expect(agree(shared, linked.trace(handle, frame).value), sources[index]).toBe(true);
            });
          }
        },
      ),
      { numRuns: RUNS / 10 },
    );
  });
});

function show(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner));
}
