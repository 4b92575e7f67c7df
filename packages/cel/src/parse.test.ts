import { getConformanceSuite, getParsingSuite, type IncrementalTestSuite } from "@bufbuild/cel-spec/testdata/tests.js";
import { describe, expect, it } from "vitest";
import type { Expr } from "./ast.js";
import { format } from "./format.js";
import { MAX_SOURCE_LENGTH, parse } from "./parse.js";
import { CelSyntaxError } from "./syntax-error.js";

/** The tree without what depends on the text it was written in. */
function shape(expr: Expr): unknown {
  return JSON.parse(
    JSON.stringify(expr, (key, value: unknown) => {
      if (key === "id" || key === "offset" || key === "nameOffset") return undefined;
      if (typeof value === "bigint") return `${value}n`;
      if (typeof value === "number" && !Number.isFinite(value)) return `${value}`;
      if (Object.is(value, -0)) return "-0";
      return value;
    }),
  );
}

function failure(source: string): { message: string; offset: number } {
  try {
    parse(source);
  } catch (error) {
    expect(error).toBeInstanceOf(CelSyntaxError);
    const { message, offset } = error as CelSyntaxError;
    return { message, offset };
  }
  throw new Error(`parsed: ${source}`);
}

function sources(suite: IncrementalTestSuite): string[] {
  return [...suite.tests.map((test) => test.original.expr), ...suite.suites.flatMap(sources)];
}

describe("parse", () => {
  it("gives every node the offset of its first character and names their own", () => {
    const source = "  (actor . age < 24) && has(text.urls) &&\n text.body.contains( 'x' )";
    const seen: [string, number][] = [];
    const visit = (expr: Expr): void => {
      if (expr.kind === "select") {
        seen.push([expr.field, expr.nameOffset]);
        visit(expr.operand);
      } else if (expr.kind === "call") {
        seen.push([expr.fn, expr.nameOffset]);
        if (expr.target) visit(expr.target);
        expr.args.forEach(visit);
      } else if (expr.kind === "ident") seen.push([expr.name, expr.offset]);
    };
    visit(parse(source));
    for (const [name, offset] of seen) {
      if (name !== "_&&_") expect(source.slice(offset)).toMatch(new RegExp(`^${name.replaceAll("_", "")}`));
    }
    expect(seen).toHaveLength(10);
  });

  it("keeps macros as the author wrote them, also inside each other", () => {
    const tree = parse(
      "a.exists(x, x.b.all(y, y > 1 || y < 0)) && c.map(v, v > 1, v.filter(w, w == 2)).exists_one(z, z)",
    );
    expect(format(tree)).toBe(
      "a.exists(x, x.b.all(y, y > 1 || y < 0)) && c.map(v, v > 1, v.filter(w, w == 2)).exists_one(z, z)",
    );
  });

  it("folds two-variable macros and cel.bind", () => {
    expect(parse("m.transformMap(k, v, v > 1, v)")).toMatchObject({
      kind: "macro",
      macro: "transformMap",
      variable2: "v",
    });
    expect(parse("cel.bind(x, 1, x + x)")).toMatchObject({ kind: "bind", name: "x" });
    expect(failure("m.all(x, x, true)").message).toContain("different names");
  });

  it("takes comments on every line, and names in backquotes", () => {
    expect(format(parse("// one\n// two\na // three\n + b // four"))).toBe("a + b");
    expect(format(parse("headers.`content-type` == 'a'"))).toBe('headers.`content-type` == "a"');
    expect(parse("has(m.`in`)")).toMatchObject({ field: "in", test: true });
  });

  it.each([
    ["a && b &&", 9, "ends too soon"],
    ["foo(1, 2]", 8, "wants `)`"],
    ["(a || b", 0, "not closed"],
    ["a b", 2, "operator"],
    ["a and b", 2, "write && for"],
    ["a = b", 2, "write == to compare"],
    ["a & b", 2, "write &&"],
    ["'abc", 0, "not closed"],
    ["a. ", 3, "field name"],
    ["s.matches('x\\d')", 12, "raw string"],
    ["'\\x4'", 1, "no escape"],
    ["a.in", 2, "backquotes"],
    ["a == == b", 5, "Found `==`"],
    ["for > 1", 0, "reserved"],
    ["f(a,)", 4, "a value"],
    ["{1: 2, 3}", 8, "wants `}`"],
    ["a ? b ? c : d : e", 6, "inner conditional"],
    ["a)", 1, "closes nothing"],
    ["", 0, "ends too soon"],
    ["9223372036854775808", 0, "64 bits"],
    ["1 + 18446744073709551616u", 4, "64 bits"],
  ])("points at the mistake in %j", (source, offset, message) => {
    const problem = failure(source);
    expect(problem.message).toContain(message);
    expect(problem.offset).toBe(offset);
  });

  it("refuses what would exhaust the stack, at once", () => {
    for (const [open, close] of ["()", "[]"].map((pair) => [pair[0]!, pair[1]!] as const)) {
      expect(failure(`${open.repeat(10_000)}1${close.repeat(10_000)}`).message).toContain("Nested deeper");
    }
    expect(failure("a ? b : ".repeat(3000) + "c").message).toContain("conditionals");
    expect(failure(Array(8000).fill("a").join(" + ")).message).toContain("inside each other");
    expect(failure("a" + ".b".repeat(9000)).message).toContain("inside each other");
    expect(failure("-".repeat(20_000)).message).toContain("too soon");
    expect(failure(" ".repeat(MAX_SOURCE_LENGTH) + "1").message).toContain("longer than");
    expect(format(parse(Array(3000).fill("a").join(" && ")))).toHaveLength(3000 + 2999 * 4);
  });
});

describe("format", () => {
  it("puts a chain of && into one shape", () => {
    expect(shape(parse("a && (b && (c && d))"))).toEqual(shape(parse("((a && b) && c) && d")));
  });

  it.each([
    ["a-(b-c)", "a - (b - c)"],
    ["(a-b)-c", "a - b - c"],
    ["(-1).f()", "(-1).f()"],
    ["-(1)", "-(1)"],
    ["-(-a)", "a"],
    ["!(a&&b)", "!(a && b)"],
    ["(a?b:c)?d:(e?f:g)", "(a ? b : c) ? d : e ? f : g"],
    ["r'a\\d'", '"a\\\\d"'],
    ["b'\\xff a'", 'b"\\xff a"'],
    ["1.0+1e300", "1.0 + 1e+300"],
    ["x in [1,2u,]", "x in [1, 2u]"],
    ["A.B{c:1}", "A.B{c: 1}"],
    [".a.b", ".a.b"],
    ["(a+b)[0]", "(a + b)[0]"],
  ])("writes %s as %s", (source, text) => {
    expect(format(parse(source))).toBe(text);
  });

  it("parses back to the same tree for every expression of the official suites", () => {
    let count = 0;
    for (const source of [...sources(getConformanceSuite()), ...sources(getParsingSuite())]) {
      let tree: Expr;
      try {
        tree = parse(source);
      } catch {
        continue;
      }
      const text = format(tree);
      expect(shape(parse(text)), source).toEqual(shape(tree));
      expect(format(parse(text))).toBe(text);
      count++;
    }
    expect(count).toBeGreaterThan(2400);
  });
});
