import { describe, expect, it } from "vitest";
import type { Env, FunctionDecl } from "../env.js";
import { parse } from "../parse.js";
import {
  BOOL,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  opaque,
  param,
  STRING,
  struct,
  TIMESTAMP,
  type Type,
} from "../types.js";
import { check, checkCondition } from "./check.js";
import { conjuncts, disjuncts } from "./conjuncts.js";
import { format } from "../format.js";
import { typeText } from "./type-text.js";

function host(name: string, params: readonly Type[], result: Type, extra: Partial<FunctionDecl> = {}): FunctionDecl {
  return { name, params, result, doc: "", tier: "cheap", maxCost: () => 10, call: () => null, ...extra };
}

const profile = struct("Profile", {
  bio: { type: STRING, doc: "", absent: "default", maxSize: 100 },
  site: { type: STRING, doc: "", absent: "error" },
});
const env: Env = {
  variables: {
    n: { type: INT, doc: "" },
    d: { type: DOUBLE, doc: "" },
    s: { type: STRING, doc: "", maxSize: 1_000 },
    at: { type: TIMESTAMP, doc: "" },
    span: { type: DURATION, doc: "" },
    list: { type: listOf(STRING), doc: "", maxSize: 10 },
    map: { type: mapOf(STRING, INT), doc: "" },
    any: { type: DYN, doc: "" },
    profile: { type: profile, doc: "" },
    "site.name": { type: STRING, doc: "" },
  },
  functions: [
    host("pair", [param("A"), param("B")], mapOf(param("A"), param("B"))),
    host("first", [listOf(param("A"))], param("A")),
    host("bank", [STRING], opaque("Bank")),
    host("hits", [STRING], BOOL, { receiver: opaque("Bank"), tier: "costly", maxCost: ([, text]) => text! * 3 }),
  ],
};

function typeOf(source: string): string {
  const checked = check(parse(source), env);
  const error = checked.problems.find(({ severity }) => severity === "error");
  return error === undefined ? typeText(checked.type) : error.code;
}

describe("types", () => {
  it.each([
    ["[1, 2.0]", "list(dyn)"],
    ["[[], [1]]", "list(list(int))"],
    ["[[1], []]", "list(list(int))"],
    ["{}", "map(dyn, dyn)"],
    ["{'a': [any]}", "map(string, list(dyn))"],
    ["[1] + [any]", "list(dyn)"],
    ["n > d", "bool"],
    ["n == d && 1u == n", "bool"],
    ["n in [1.5, 2.5]", "bool"],
    ["at - at", "duration"],
    ["at + span", "timestamp"],
    ["any + 1", "int"],
    ["any + any", "dyn"],
    ["any.x.y[0]", "dyn"],
    ["map.x", "int"],
    ["list.map(x, size(x))", "list(int)"],
    ["list.map(x, size(x) > 1, {x: n})", "list(map(string, int))"],
    ["map.filter(k, k == 'a')", "list(string)"],
    ["map.transformList(k, v, v > 1, k)", "list(string)"],
    ["list.transformMap(i, v, v)", "map(int, string)"],
    ["list.transformMapEntry(i, v, {v: i})", "map(string, int)"],
    ["list.exists(i, v, i > 1 && v == 'a')", "bool"],
    ["map.existsOne(k, v, v == 1)", "bool"],
    ["cel.bind(x, list, x[0])", "string"],
    ["pair(1, 'a')", "map(int, string)"],
    ["first([[n]])", "list(int)"],
    ["first([])", "dyn"],
    ["strings.quote(s)", "string"],
    ["site.name + 'a'", "string"],
    ["n > 1 ? list : []", "list(string)"],
    ["at == null", "bool"],
    ["type(1) == int", "bool"],
    ["'%d %s'.format([n, list])", "string"],
    ["bank('b').hits(s)", "bool"],
    ["n == null", "EH_CEL_NO_OVERLOAD"],
    ["list.all(x, y, x)", "EH_CEL_NOT_BOOL"],
    ["first(n)", "EH_CEL_NO_OVERLOAD"],
    ["s.hits(s)", "EH_CEL_NO_OVERLOAD"],
    ["n > 1 ? n : s", "EH_CEL_NO_OVERLOAD"],
  ])("%s is %s", (source, type) => {
    expect(typeOf(source)).toBe(type);
  });

  it("tells one mistake once, however much depends on it", () => {
    const { problems } = checkCondition("nope.a.b + 1 > size(nope2) && !nope3.exists(x, x.y > 1)", env);
    expect(problems.map(({ code }) => code)).toEqual(Array(3).fill("EH_CEL_UNKNOWN_VARIABLE"));
  });

  it("gives an inner name to the macro that made it, and the outer one to a leading dot", () => {
    expect(typeOf("list.map(n, n)")).toBe("list(string)");
    expect(typeOf("list.map(n, .n)")).toBe("list(int)");
    expect(typeOf("list.map(site, site.name)")).toBe("EH_CEL_UNKNOWN_FIELD");
  });

  it("reports a tree built too deep by hand instead of exhausting the stack", () => {
    let expr = parse("n");
    for (let id = 1000; id < 50_000; id++) {
      expr = { kind: "call", id, offset: 0, fn: "-_", target: undefined, args: [expr], nameOffset: 0 };
    }
    expect(check(expr, env).problems.map(({ code }) => code)).toContain("EH_CEL_TOO_DEEP");
  });
});

describe("guards", () => {
  const unguarded = (source: string): number =>
    check(parse(source), env).problems.filter(({ code }) => code === "EH_CEL_UNGUARDED_FIELD").length;

  it.each([
    "has(profile.site) && profile.site == 'a'",
    "n > 1 && has(profile.site) && (n < 5 || profile.site == 'a')",
    "!has(profile.site) || profile.site == 'a'",
    "has(profile.site) ? profile.site == 'a' : n > 1",
    "!has(profile.site) ? n > 1 : profile.site == 'a'",
    "!(!has(profile.site) || n > 1) && profile.site == 'a'",
    "has(profile.site) && list.exists(x, x == profile.site)",
    "cel.bind(p, profile, has(p.site) && p.site == 'a')",
    "(has(profile.site) && n > 1 || has(profile.site)) && profile.site == 'a'",
    "profile.bio == 'a'",
  ])("are seen in %s", (source) => {
    expect(unguarded(source)).toBe(0);
  });

  it.each([
    "profile.site == 'a'",
    "profile.site == 'a' && has(profile.site)",
    "has(profile.site) || profile.site == 'a'",
    "has(profile.site) ? n > 1 : profile.site == 'a'",
    "(has(profile.site) || n > 1) && profile.site == 'a'",
    "has(profile.site) && [profile].exists(profile, profile.site == 'a')",
    "!has(profile.site) && profile.site == 'a'",
  ])("are missed in %s", (source) => {
    expect(unguarded(source)).toBe(1);
  });
});

describe("the cost estimate", () => {
  const cost = (source: string): number => check(parse(source), env, { budget: Infinity }).cost.max;

  it("multiplies what is nested and follows declared sizes", () => {
    const one = cost("list.exists(x, x == s)");
    const two = cost("list.exists(x, list.exists(y, y == s))");
    expect(two).toBeGreaterThan(9 * one);
    expect(cost("s.contains('abc')")).toBeGreaterThan(10 * cost("'short'.contains('abc')"));
    expect(cost("profile.bio.matches('a+')")).toBeLessThan(cost("s.matches('a+')") / 5);
    expect(cost("s.matches(s)")).toBeGreaterThan(100 * cost("s.matches('a+')"));
  });

  it("knows the sizes of what expressions build", () => {
    expect(cost("(s + s).contains('abc')")).toBeGreaterThan(1.9 * cost("s.contains('abc')"));
    expect(cost("list.filter(x, x != 'a').exists(x, x == 'b')")).toBeLessThan(
      2 * cost("list.exists(x, x == 'b')") + 100,
    );
    expect(cost("s.split(',').exists(x, x == 'b')")).toBeGreaterThan(1_000);
  });

  it("asks host functions and says which tier they are of", () => {
    const checked = check(parse("n > 1 && bank('b').hits(s)"), env);
    expect(checked.cost.tier).toBe("costly");
    expect(checked.cost.max).toBeGreaterThan(3_000);
    expect(check(parse("n > 1"), env).cost).toEqual({ max: expect.any(Number), tier: "cheap" });
  });

  it("is an error above the budget", () => {
    const over = (budget: number): unknown[] =>
      check(parse("s.contains('abc')"), env, { budget }).problems.map(({ code }) => code);
    expect(over(10)).toEqual(["EH_CEL_OVER_BUDGET"]);
    expect(over(100_000)).toEqual([]);
  });
});

describe("conjuncts and disjuncts", () => {
  it("flatten a chain in source order, whatever its grouping", () => {
    const expr = parse("a && (b && c) && (d || e) && f");
    expect(conjuncts(expr).map((term) => format(term))).toEqual(["a", "b", "c", "d || e", "f"]);
    expect(disjuncts(expr)).toEqual([expr]);
    expect(disjuncts(parse("a || b || c")).map((term) => format(term))).toEqual(["a", "b", "c"]);
  });
});
