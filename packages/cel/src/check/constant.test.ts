import { describe, expect, it } from "vitest";
import { parse } from "../parse.js";
import { ENV } from "./arbitrary.fixture.js";
import { check, checkCondition } from "./check.js";
import { alwaysHolds, neverHolds } from "./constant.js";
import { format } from "../format.js";

function verdicts(source: string): { never: string | undefined; always: string | undefined } {
  const checked = check(parse(source), ENV);
  expect(checked.problems.filter(({ severity }) => severity === "error")).toEqual([]);
  const never = neverHolds(checked.expr, checked);
  const always = alwaysHolds(checked.expr, checked);
  return { never: never && format(never.node), always: always && format(always.node) };
}

describe("neverHolds", () => {
  it.each([
    ["a > 5 && a < 3", "a < 3"],
    ["a > 5 && b > 1 && !(a >= 6)", "a >= 6"],
    ["a > 5 && a < 6", "a < 6"],
    ["a >= 1 && a <= 2 && a != 1 && a != 2", "a != 2"],
    ['s == "x" && s == "y"', 's == "y"'],
    ['s in ["x", "y"] && s == "z"', 's == "z"'],
    ['s in ["x", "y"] && !(s in ["y", "x"])', 's in ["y", "x"]'],
    ['s == "abc" && size(s) < 3', "size(s) < 3"],
    ['s == "abc" && s.startsWith("b")', 's.startsWith("b")'],
    ['s == "a" && (s == "b" || s.endsWith("c"))', 's == "b" || s.endsWith("c")'],
    ["size(s) < 0", "size(s) < 0"],
    ["5 < a && a < 5", "a < 5"],
    ["a in []", "a in []"],
    ["f && !f", "f"],
    ["f == true && !f", "f"],
    ["1 > 2", "1 > 2"],
    ['"a" == "b" && f', '"a" == "b"'],
    ["a < b && b < a", "b < a"],
    ["a < a", "a < a"],
    ["s != s", "s != s"],
    ['x == "a" && x == 1', "x == 1"],
    ["d > 2.5 && d < 2.5", "d < 2.5"],
    ["d > 1.0 && !(d > 0.5)", "d > 0.5"],
    ['span > duration("2h") && span < duration("90m")', 'span < duration("90m")'],
    [
      'at < timestamp("2030-01-01T00:00:00Z") && at > timestamp("2031-01-01T00:00:00Z")',
      'at > timestamp("2031-01-01T00:00:00Z")',
    ],
    ["at.getHours() > 23", "at.getHours() > 23"],
    ["ints.exists(i, i > 1 && i < 1)", "i < 1"],
    ["[].exists(i, i == 1)", "[].exists(i, i == 1)"],
    ["f ? false : 1 > 2", "f ? false : 1 > 2"],
    ["1 / 0 == 2", "1 / 0 == 2"],
    ["false && x.boom", "false"],
    ["a == 3 && a % 2 == 0", "a % 2 == 0"],
    ["cel.bind(k, a, k > 1 && k < 1)", "k < 1"],
  ])("proves that %s is never true", (source, node) => {
    expect(verdicts(source)).toEqual({ never: node, always: undefined });
  });

  it.each([
    "a > 5 && a < 7",
    "d > 5.0 && d < 6.0",
    // NaN is neither above 1 nor at or below it, so both may be false.
    "!(d > 1.0) && !(d <= 1.0)",
    "d != d",
    "x == 1 && x == 1.0",
    "x != x",
    'x != "a" && x != "b"',
    "a > 5 && o.n < 3",
    "ints.exists(i, i > 5) && ints.exists(i, i < 3)",
    "cel.bind(a, b, a > 5) && a < 3",
    "reals.exists(r, r == 0.0 && 1.0 / r < 0.0)",
    "size(s) == 0 && !s.startsWith('a')",
    "a == 3 && [4].exists(a, a == 4)",
  ])("says nothing of %s", (source) => {
    expect(verdicts(source).never).toBeUndefined();
  });
});

describe("alwaysHolds", () => {
  it.each([
    "true || x.boom",
    "a != 1 || a != 2",
    "a > 1 || a < 5",
    "size(s) >= 0",
    "f || !f",
    "s == s",
    "has(o.flag)",
    "!(a in [])",
    "ints.all(i, i > 1 || i < 5)",
    "1 < 2 && true",
    "!(f && !f)",
  ])("proves %s", (source) => {
    expect(verdicts(source)).toMatchObject({ never: undefined, always: expect.any(String) });
  });

  it.each([
    // It fails where the field is absent.
    "o.maybe > 1 || o.maybe <= 1",
    "d > 1.0 || d <= 1.0",
    "x == x",
    "m.a > 1 || m.a <= 1",
    "x.b || !x.b",
    "ints[0] > 1 || ints[0] <= 1",
    "1 / a > 0 || true && a > 1",
    "has(o.maybe)",
  ])("says nothing of %s", (source) => {
    expect(verdicts(source).always).toBeUndefined();
  });
});

describe("constant conditions in a tree", () => {
  const codes = (source: string): string[] =>
    checkCondition(source, ENV).problems.map(({ code, offset }) => `${code} ${offset}`);

  it("are reported where they stand, the outermost only", () => {
    expect(codes("f || (a > 5 && a < 3 && g)")).toEqual(["EH_CEL_NEVER_HOLDS 15"]);
    expect(codes("f && size(s) >= 0")).toEqual(["EH_CEL_ALWAYS_HOLDS 5"]);
    expect(codes("(f ? a < a : g) && ints.exists(i, i in [])")).toEqual(["EH_CEL_NEVER_HOLDS 34"]);
  });

  it("are no complaint about a whole condition that says true, nor about values", () => {
    expect(codes("true")).toEqual([]);
    expect(codes("f == true || dyn([true, 1 < 2]) == x")).toEqual([]);
    expect(codes("false")).toEqual(["EH_CEL_NEVER_HOLDS 0"]);
  });

  it("are found in bounded time in long and nested conditions", () => {
    const chain = Array.from({ length: 1200 }, (_, index) => `(s == "k${index}" || t == "k${index}")`).join(" && ");
    expect(checkCondition(chain.slice(0, chain.lastIndexOf(" &&", 32_000)), ENV).checked).toBeDefined();
    let nested = 's == "a"';
    for (let level = 0; level < 20; level++) nested = `(s in ["a", "b", "c"] && (t == "x" || ${nested}))`;
    expect(checkCondition(nested, ENV).checked).toBeDefined();
  });
});
