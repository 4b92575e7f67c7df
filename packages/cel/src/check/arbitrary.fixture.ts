import fc from "fast-check";
import type { Env } from "../env.js";
import { BOOL, DOUBLE, DURATION, DYN, INT, listOf, mapOf, STRING, struct, TIMESTAMP } from "../types.js";

const record = struct("Record", {
  n: { type: INT, doc: "", absent: "default" },
  maybe: { type: INT, doc: "", absent: "error" },
  tag: { type: STRING, doc: "", absent: "default", maxSize: 4 },
  flag: { type: BOOL, doc: "", absent: "never" },
  list: { type: listOf(INT), doc: "", absent: "default", maxSize: 4 },
});

/** The environment of generated conditions: at least one variable of each kind, all of them small. */
export const ENV: Env = {
  variables: {
    a: { type: INT, doc: "" },
    b: { type: INT, doc: "" },
    d: { type: DOUBLE, doc: "" },
    s: { type: STRING, doc: "", maxSize: 4 },
    t: { type: STRING, doc: "", maxSize: 4 },
    f: { type: BOOL, doc: "" },
    g: { type: BOOL, doc: "" },
    ints: { type: listOf(INT), doc: "", maxSize: 4 },
    texts: { type: listOf(STRING), doc: "", maxSize: 4 },
    reals: { type: listOf(DOUBLE), doc: "", maxSize: 4 },
    o: { type: record, doc: "" },
    m: { type: mapOf(STRING, INT), doc: "", maxSize: 4 },
    x: { type: DYN, doc: "", maxSize: 16 },
    span: { type: DURATION, doc: "" },
    at: { type: TIMESTAMP, doc: "" },
  },
  functions: [],
};

const TEXTS = ["", "a", "b", "ab", "ba", "é𝒳"];
const SPANS = ["0s", "1s", "90s", "1h", "-1s"];
const MOMENTS = ["2030-01-01T00:00:00Z", "2030-01-01T01:00:00Z", "2031-06-30T23:59:59.5Z"];

const int = fc.integer({ min: -2, max: 5 });
const text = fc.constantFrom(...TEXTS);
const real = fc.constantFrom(0, -0, 0.5, 1, 2, 2.5, -1);
const list = <T>(element: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(element, { maxLength: 4 });

/** JSON facts as the environment declares them, within its sizes. */
export const facts: fc.Arbitrary<Record<string, unknown>> = fc.record({
  a: int,
  b: int,
  d: real,
  s: text,
  t: text,
  f: fc.boolean(),
  g: fc.boolean(),
  ints: list(int),
  texts: list(text),
  reals: list(real),
  o: fc.record({ n: int, maybe: int, tag: text, flag: fc.boolean(), list: list(int) }, { requiredKeys: ["flag"] }),
  m: fc.dictionary(fc.constantFrom("a", "b", "ab"), int, { maxKeys: 3 }),
  x: fc.oneof(int, real, text, fc.boolean(), fc.constant(null), list(int), fc.record({ n: int })),
  span: fc.constantFrom(...SPANS),
  at: fc.constantFrom(...MOMENTS),
});

type Kind = "bool" | "int" | "double" | "string" | "duration" | "timestamp" | "ints" | "texts" | "dyn";

type Locals = Readonly<Partial<Record<Kind, readonly string[]>>>;
type Option = () => string;

/** Writes well-typed expressions, making each choice by the next number of a tape, so that shorter tapes shrink them. */
class Writer {
  readonly #tape: readonly number[];
  #next = 0;

  constructor(tape: readonly number[]) {
    this.#tape = tape;
  }

  /** A number below `limit`; 0 when the tape has run out. */
  #below(limit: number): number {
    return (this.#tape[this.#next++] ?? 0) % limit;
  }

  #pick<T>(options: readonly T[]): T {
    return options[this.#below(options.length)]!;
  }

  write(kind: Kind, depth: number, locals: Locals = {}): string {
    const own = (locals[kind] ?? []).map(
      (name): Option =>
        () =>
          name,
    );
    const leaves = [
      ...own,
      ...LEAVES[kind].map(
        (leaf): Option =>
          () =>
            leaf,
      ),
    ];
    if (depth <= 0 || this.#below(5) < 2) return this.#pick(leaves)();
    const of = (other: Kind, extra?: Kind, name?: string): string => {
      const inner = extra === undefined ? locals : { ...locals, [extra]: [...(locals[extra] ?? []), name!] };
      return this.write(other, depth - 1, inner);
    };
    return this.#pick(this.#deep(kind, of))();
  }

  #deep(kind: Kind, of: (kind: Kind, extra?: Kind, name?: string) => string): readonly Option[] {
    const one = (...all: string[]): string => this.#pick(all);
    const relation = (): string => one("<", "<=", ">", ">=", "==", "!=");
    const int = (): string => one("-1", "0", "1", "2", "3");
    const text = (): string => JSON.stringify(this.#pick(TEXTS));
    const compare =
      (operand: Kind): Option =>
      () =>
        `(${of(operand)} ${relation()} ${of(operand)})`;
    switch (kind) {
      case "bool":
        return [
          () => `(${of("bool")} ${one("&&", "||")} ${of("bool")})`,
          () => `(${of("bool")} && ${of("bool")} && ${of("bool")})`,
          () => `!(${of("bool")})`,
          compare("int"),
          () => `(${of("int")} ${relation()} ${int()})`,
          () => `(a ${relation()} ${int()} ${one("&&", "||")} a ${relation()} ${int()})`,
          () => `(d ${relation()} ${of("double")} && d ${relation()} ${of("double")})`,
          () => `(s == ${text()} && ${of("bool")})`,
          () => `(a == ${int()} ${one("&&", "||")} ${of("bool")})`,
          () => `(${of("int")} ${relation()} ${of("double")})`,
          compare("double"),
          compare("string"),
          compare("duration"),
          compare("timestamp"),
          () => `(${of("int")} in ${of("ints")})`,
          () => `(${of("string")} in ${of("texts")})`,
          () => `(a in [${int()}, ${int()}] ${one("&&", "||")} !(a in [${int()}, ${int()}]))`,
          () => `(${of("dyn")} ${one("==", "!=", "<", ">")} ${of("dyn")})`,
          () => `(${of("bool")} == ${of("bool")})`,
          () => `(${of("bool")} ? ${of("bool")} : ${of("bool")})`,
          () => `(${of("string")}).${one("startsWith", "endsWith", "contains")}(${of("string")})`,
          () => `(${of("string")}).matches(${one('"a+"', '"^b?$"', '"."')})`,
          () => `${of("ints")}.${one("all", "exists", "exists_one")}(i, ${of("bool", "int", "i")})`,
          () => `${of("texts")}.${one("all", "exists")}(u, ${of("bool", "string", "u")})`,
          () => `cel.bind(k, ${of("int")}, ${of("bool", "int", "k")})`,
          () => `cel.bind(a, ${of("int")}, ${of("bool")})`,
        ];
      case "int":
        return [
          () => `size(${of(one("string", "ints", "texts") as Kind)})`,
          () => `(${of("int")} ${one("+", "-", "*", "/", "%")} ${of("int")})`,
          () => `(${of("string")}).${one("indexOf", "lastIndexOf")}(${of("string")})`,
          () => `${of("ints")}[${of("int")}]`,
          () => `(${of("timestamp")}).${one("getHours()", "getMonth()", "getDate()", 'getHours("Asia/Shanghai")')}`,
          () => `(${of("duration")}).getMinutes()`,
          () => `int(${of("double")})`,
        ];
      case "double":
        return [() => `(${of("double")} ${one("+", "-", "*", "/")} ${of("double")})`, () => `double(${of("int")})`];
      case "string":
        return [
          () => `(${of("string")} + ${of("string")})`,
          () => `string(${of(one("int", "double", "timestamp", "duration", "bool") as Kind)})`,
          () => `(${of("string")}).${one("lowerAscii()", "upperAscii()", "trim()", "charAt(0)", "substring(1)")}`,
          () => `(${of("string")}).replace(${of("string")}, ${of("string")})`,
          () => `(${of("texts")}).join(${of("string")})`,
          () => `"%s-%d".format([${of("ints")}, ${of("int")}])`,
          () => `strings.quote(${of("string")})`,
          () => `(${of("bool")} ? ${of("string")} : ${of("string")})`,
        ];
      case "duration":
        return [() => `(${of("timestamp")} - ${of("timestamp")})`];
      case "timestamp":
        return [() => `(${of("timestamp")} + ${of("duration")})`];
      case "ints":
        return [
          () => `[${of("int")}, ${of("int")}]`,
          () => `${of("ints")}.filter(i, ${of("bool", "int", "i")})`,
          () => `${of("ints")}.map(i, ${of("int", "int", "i")})`,
          () => `reals.map(r, ${of("int", "double", "r")})`,
          () => `(${of("ints")} + ${of("ints")})`,
          () => `${of("texts")}.transformList(i, u, ${of("int", "string", "u")})`,
          () => `m.transformMap(u, i, ${of("int", "int", "i")}).map(u, ${of("int", "string", "u")})`,
          () => `${of("ints")}.transformMapEntry(j, i, {j: ${of("int", "int", "i")}}).map(j, j)`,
        ];
      case "texts":
        return [
          () => `(${of("string")}).split(${of("string")})`,
          () => `m.map(u, ${of("string", "string", "u")})`,
          () => `${of("texts")}.filter(u, ${of("bool", "string", "u")})`,
        ];
      case "dyn":
        return [() => `dyn(${of(one("int", "ints", "string", "double") as Kind)})`];
    }
  }
}

const LEAVES: Readonly<Record<Kind, readonly string[]>> = {
  bool: ["f", "g", "o.flag", "true", "false", "has(o.maybe)", "has(o.flag)", "has(m.a)"],
  int: ["a", "b", "o.n", "o.maybe", "m.a", "-1", "0", "1", "2"],
  double: ["d", "0.0", "-0.0", "0.5", "2.0", "(0.0 / 0.0)"],
  string: ["s", "t", "o.tag", ...TEXTS.map((text) => JSON.stringify(text))],
  duration: ["span", ...SPANS.map((text) => `duration("${text}")`)],
  timestamp: ["at", ...MOMENTS.map((text) => `timestamp("${text}")`)],
  ints: ["ints", "o.list", "[]", "[1, 2]"],
  texts: ["texts", '["a"]', '["a", "b"]'],
  dyn: ["x", "x.n", "dyn(1)", 'dyn("a")', "dyn(null)", "dyn(0.0 / 0.0)"],
};

/** Well-typed conditions over `ENV`, a few levels deep. */
export const conditions: fc.Arbitrary<string> = fc
  .array(fc.nat({ max: 10_000 }), { minLength: 60, maxLength: 60 })
  .map((tape) => new Writer(tape).write("bool", 4));

/** Names that are variables, fields and functions of `ENV`, or nearly. */
const NAMES = [
  "a",
  "o",
  "maybe",
  "ints",
  "x",
  "sizze",
  "size",
  "contains",
  "nope",
  "m",
  "flag",
  "strings",
  "quote",
  "getHours",
];
const OPERATORS = ["+", "-", "*", "/", "%", "<", "<=", ">", ">=", "==", "!=", "in", "&&", "||"];

/** Any expression of the grammar, mostly ill-typed. */
export const anything: fc.Arbitrary<string> = fc.letrec<{ expr: string }>((tie) => {
  const expr = tie("expr");
  const name = fc.constantFrom(...NAMES);
  const join = (...parts: (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
    fc.tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part))).map((all) => all.join(""));
  return {
    expr: fc.oneof(
      { maxDepth: 5, depthSize: "medium" },
      fc.oneof(
        name,
        fc.constantFrom("1", "2u", "1.5", '"a"', 'b"a"', "true", "null", "[]", "{}", "int", "google.protobuf.Duration"),
      ),
      join("(", expr, ") ", fc.constantFrom(...OPERATORS), " (", expr, ")"),
      join("!(", expr, ")"),
      join("-(", expr, ")"),
      join("(", expr, ").", name),
      join("has((", expr, ").", name, ")"),
      join(name, "(", expr, ")"),
      join("(", expr, ").", name, "(", expr, ", ", expr, ")"),
      join("(", expr, ")[", expr, "]"),
      join("(", expr, ") ? (", expr, ") : (", expr, ")"),
      join("[", expr, ", ", expr, "]"),
      join("{", expr, ": ", expr, "}"),
      join("(", expr, ").", fc.constantFrom("all", "exists", "exists_one", "map", "filter"), "(v, ", expr, ")"),
      join("(", expr, ").map(v, ", expr, ", ", expr, ")"),
      join(
        "(",
        expr,
        ").",
        fc.constantFrom("transformList", "transformMap", "transformMapEntry", "all"),
        "(k, v, ",
        expr,
        ")",
      ),
      join("cel.bind(v, ", expr, ", ", expr, ")"),
      join("google.protobuf.Int64Value{value: ", expr, "}"),
      join("Nope{value: ", expr, "}"),
    ),
  };
}).expr;

/** The same environment with nothing known of the types. */
export const DYN_ENV: Env = {
  variables: Object.fromEntries(Object.keys(ENV.variables).map((name) => [name, { type: DYN, doc: "" }])),
  functions: [],
};
