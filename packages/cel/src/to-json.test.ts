import { describe, expect, it } from "vitest";
import { compileExpression } from "./evaluate.js";
import { toJson } from "./to-json.js";
import { CelError } from "./values/error.js";

const json = (source: string): string =>
  JSON.stringify(toJson(compileExpression(source, { variables: {}, functions: [] }).evaluate({})));

describe("toJson", () => {
  it.each([
    ["1", "1"],
    ["9223372036854775807", '"9223372036854775807"'],
    ["7u", '"7"'],
    ["1.5", "1.5"],
    ["-0.0", "0"],
    ["double('NaN')", '"NaN"'],
    ["b'\\x00\\xff'", '"AP8="'],
    ["timestamp('2026-01-31T08:30:00.5Z')", '"2026-01-31T08:30:00.5Z"'],
    ["duration('1h1ms')", '"3600.001s"'],
    ["{'b': [1, null], 'a': {2: true, 1u: false}}", '{"a":{"1":false,"2":true},"b":[1,null]}'],
    ["type(1)", '"int"'],
  ])("writes %s as %s", (source, expected) => {
    expect(json(source)).toBe(expected);
  });

  it("writes errors with their code", () => {
    expect(toJson(new CelError("EH_CEL_INDEX", "no"))).toEqual({ error: "EH_CEL_INDEX", message: "no" });
  });

  it("keeps keys that objects treat specially", () => {
    expect(JSON.stringify(toJson(JSON.parse('{"__proto__": 1, "b": 2}')))).toBe('{"__proto__":1,"b":2}');
  });

  it("stays finite where shared structure unfolds", () => {
    let value: unknown = [1];
    for (let depth = 0; depth < 60; depth++) value = [value, value];
    expect(JSON.stringify(toJson(value)).length).toBeLessThan(200_000);
  });
});
