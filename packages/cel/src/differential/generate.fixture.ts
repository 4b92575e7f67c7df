import * as fc from "fast-check";

/** Names in scope for each type, besides those of the environment. */
interface Scope {
  readonly ints: readonly string[];
  readonly strings: readonly string[];
}

const INTS = ["i", "j", "actor.age", "actor.count"];
const DOUBLES = ["d", "actor.score"];
const STRINGS = ["s", "t", "actor.name", "actor.kind"];
const BOOLS = ["b", "actor.verified"];

const INT_LITERALS = [
  "0",
  "1",
  "-1",
  "2",
  "7",
  "24",
  "-5",
  "9007199254740991",
  "9007199254740993",
  "9223372036854775807",
  "-9223372036854775808",
  "4611686018427387904",
];
const DOUBLE_LITERALS = ["0.0", "1.0", "-1.5", "0.1", "24.0", "1e10", "-2.5e-3", "9007199254740992.0"];
const STRING_LITERALS = ['""', '"a"', '"ab"', '"spam"', '"éß"', '"Hello"', '"24"', '"-7"', '"x y"', '"日本"'];
/** Never empty: the other implementation finds the empty text in an empty text not at all. */
const FOUND = STRING_LITERALS.filter((literal) => literal !== '""');
/** Not every text: the other implementation reads an empty or blank one as 0. */
const NUMERALS = ['"24"', '"-7"', '"9223372036854775808"', '"x"', '"1.5"'];
const PATTERNS = ['"a+"', '"^H"', '"[0-9]{2}"', '"(?i)SPAM|x"', '"\\\\bx"', '"^.{2,4}$"', '"日|é"'];
const COMPARISONS = ["==", "!=", "<", "<=", ">", ">="];

function oneOf(...choices: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.oneof(...choices);
}

function pick(names: readonly string[]): fc.Arbitrary<string> {
  return fc.constantFrom(...names);
}

/** Puts generated parts into the gaps of a template. */
function fill(strings: TemplateStringsArray, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc
    .tuple(...parts)
    .map((values) => strings.reduce((text, string, index) => text + values[index - 1]! + string));
}

function int(depth: number, scope: Scope): fc.Arbitrary<string> {
  const leaf = oneOf(pick(INT_LITERALS), pick([...INTS, ...scope.ints]));
  if (depth === 0) return leaf;
  const inner = int(depth - 1, scope);
  return oneOf(
    leaf,
    fill`(${inner} ${pick(["+", "-", "*", "/", "%"])} ${inner})`,
    fill`-(${inner})`,
    fill`size(${string(depth - 1, scope)})`,
    fill`${intList(depth - 1, scope)}.size()`,
    fill`${intList(depth - 1, scope)}[${inner}]`,
    fill`counts[${string(depth - 1, scope)}]`,
    fill`int(${pick(NUMERALS)})`,
    fill`int(${double(depth - 1, scope)})`,
    fill`${string(depth - 1, scope)}.indexOf(${string(depth - 1, scope)})`,
    fill`(${bool(depth - 1, scope)} ? ${inner} : ${inner})`,
  );
}

function double(depth: number, scope: Scope): fc.Arbitrary<string> {
  const leaf = oneOf(pick(DOUBLE_LITERALS), pick(DOUBLES));
  if (depth === 0) return leaf;
  const inner = double(depth - 1, scope);
  return oneOf(
    leaf,
    fill`(${inner} ${pick(["+", "-", "*", "/"])} ${inner})`,
    fill`-(${inner})`,
    fill`double(${int(depth - 1, scope)})`,
    fill`(${bool(depth - 1, scope)} ? ${inner} : ${inner})`,
  );
}

function string(depth: number, scope: Scope): fc.Arbitrary<string> {
  const leaf = oneOf(pick(STRING_LITERALS), pick([...STRINGS, ...scope.strings]));
  if (depth === 0) return leaf;
  const inner = string(depth - 1, scope);
  const index = pick(["0", "1", "2", "5", "-1"]);
  return oneOf(
    leaf,
    fill`(${inner} + ${inner})`,
    fill`string(${int(depth - 1, scope)})`,
    fill`string(${bool(depth - 1, scope)})`,
    fill`${inner}.lowerAscii()`,
    fill`${inner}.upperAscii()`,
    fill`${inner}.trim()`,
    fill`${inner}.charAt(${index})`,
    fill`${inner}.substring(${index})`,
    fill`${inner}.substring(${index}, ${index})`,
    fill`${inner}.replace(${pick(FOUND)}, ${inner})`,
    fill`${stringList(depth - 1, scope)}.join(${pick(STRING_LITERALS)})`,
    fill`${stringList(depth - 1, scope)}[${index}]`,
  );
}

function intList(depth: number, scope: Scope): fc.Arbitrary<string> {
  const leaf = pick(["xs", "[1, 2, 3]", "[0]", "[24, -1, 9007199254740993]"]);
  if (depth === 0) return leaf;
  const inner = intList(depth - 1, scope);
  const within: Scope = { ...scope, ints: [...scope.ints, "x"] };
  return oneOf(
    leaf,
    fill`[${int(depth - 1, scope)}, ${int(depth - 1, scope)}]`,
    fill`(${inner} + ${inner})`,
    fill`${inner}.map(x, ${int(depth - 1, within)})`,
    fill`${inner}.filter(x, ${bool(depth - 1, within)})`,
    fill`${inner}.map(x, ${bool(depth - 1, within)}, ${int(depth - 1, within)})`,
  );
}

function stringList(depth: number, scope: Scope): fc.Arbitrary<string> {
  const leaf = pick(["tags", "actor.labels", '["a", "spam"]']);
  if (depth === 0) return leaf;
  const within: Scope = { ...scope, strings: [...scope.strings, "y"] };
  return oneOf(
    leaf,
    fill`[${string(depth - 1, scope)}, ${string(depth - 1, scope)}]`,
    fill`${stringList(depth - 1, scope)}.filter(y, ${bool(depth - 1, within)})`,
    fill`${stringList(depth - 1, scope)}.map(y, ${string(depth - 1, within)})`,
    fill`${string(depth - 1, scope)}.split(${pick(['","', '" "', '"a"'])})`,
  );
}

function bool(depth: number, scope: Scope): fc.Arbitrary<string> {
  const leaf = oneOf(pick(["true", "false"]), pick(BOOLS), pick(["has(actor.nick)", "has(actor.name)"]));
  if (depth === 0) return leaf;
  const inner = bool(depth - 1, scope);
  const i = int(depth - 1, scope);
  const d = double(depth - 1, scope);
  const s = string(depth - 1, scope);
  const withInt: Scope = { ...scope, ints: [...scope.ints, "x"] };
  const withString: Scope = { ...scope, strings: [...scope.strings, "y"] };
  const quantifier = pick(["exists", "all", "exists_one"]);
  return oneOf(
    leaf,
    fill`(${inner} && ${inner})`,
    fill`(${inner} || ${inner})`,
    fill`(${inner} && ${inner} && ${inner} && ${inner})`,
    fill`!(${inner})`,
    fill`(${inner} ? ${inner} : ${inner})`,
    fill`(${i} ${pick(COMPARISONS)} ${i})`,
    fill`(${pick([...INTS, ...scope.ints, "size(s)", "24", "-5"])} ${pick(COMPARISONS)} ${d})`,
    fill`(${d} ${pick(COMPARISONS)} ${d})`,
    fill`(${s} ${pick(COMPARISONS)} ${s})`,
    fill`(${pick(INT_LITERALS)} ${pick(COMPARISONS)} ${i})`,
    fill`(${i} ${pick(COMPARISONS)} ${pick(INT_LITERALS)})`,
    fill`(${intList(depth - 1, scope)} ${pick(["==", "!="])} ${intList(depth - 1, scope)})`,
    fill`(${stringList(depth - 1, scope)} ${pick(["==", "!="])} ${stringList(depth - 1, scope)})`,
    fill`${s}.${pick(["contains", "startsWith", "endsWith"])}(${oneOf(pick(STRING_LITERALS), s)})`,
    fill`${s}.matches(${pick(PATTERNS)})`,
    fill`(${s} in ["a", "spam", "Hello", ""])`,
    fill`(${i} in [1, 24, 7])`,
    fill`(${i} in ${intList(depth - 1, scope)})`,
    fill`(${s} in ${stringList(depth - 1, scope)})`,
    fill`(${s} in counts)`,
    fill`counts.${pick(["exists", "all"])}(y, ${bool(depth - 1, withString)})`,
    fill`${intList(depth - 1, scope)}.${quantifier}(x, ${bool(depth - 1, withInt)})`,
    fill`${stringList(depth - 1, scope)}.${quantifier}(y, ${bool(depth - 1, withString)})`,
  );
}

const NOTHING: Scope = { ints: [], strings: [] };

/** Sources of well-typed expressions over the facts below. */
export function expressions(depth: number): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: bool(depth, NOTHING) },
    int(depth, NOTHING),
    double(depth, NOTHING),
    string(depth, NOTHING),
    intList(depth, NOTHING),
    stringList(depth, NOTHING),
  );
}

export interface Facts {
  readonly i: number;
  readonly j: number;
  readonly d: number;
  readonly s: string;
  readonly t: string;
  readonly b: boolean;
  readonly xs: readonly number[];
  readonly tags: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly actor: {
    readonly age: number;
    readonly count: number;
    readonly score: number;
    readonly name: string;
    readonly kind: string;
    readonly verified: boolean;
    readonly labels: readonly string[];
    readonly nick?: string | undefined;
  };
}

const someInt = fc.oneof(fc.constantFrom(0, 1, -1, 7, 24), fc.integer({ min: -100, max: 100 }), fc.maxSafeInteger());
const someDouble = fc.oneof(fc.constantFrom(0, 1, -1.5, 24), fc.double({ noNaN: true, noDefaultInfinity: true }));
// No characters beyond the basic plane: the other implementation counts UTF-16 units where the specification counts
// code points.
const someString = fc.oneof(
  fc.constantFrom("", "a", "spam", "24", "Hello", "x y"),
  fc.string({ unit: fc.constantFrom("a", "A", "z", "Z", " ", "x", "é", "日", ",", "0", "-", "ß"), maxLength: 8 }),
);

/** Facts that fit the environment of the expressions. */
export const facts: fc.Arbitrary<Facts> = fc.record({
  i: someInt,
  j: someInt,
  d: someDouble,
  s: someString,
  t: someString,
  b: fc.boolean(),
  xs: fc.array(someInt, { maxLength: 5 }),
  tags: fc.array(someString, { maxLength: 4 }),
  counts: fc.dictionary(someString, someInt, { maxKeys: 4 }),
  actor: fc.record(
    {
      age: someInt,
      count: someInt,
      score: someDouble,
      name: someString,
      kind: fc.constantFrom("person", "bot", "spam"),
      verified: fc.boolean(),
      labels: fc.array(someString, { maxLength: 3 }),
      nick: someString,
    },
    { requiredKeys: ["age", "count", "score", "name", "kind", "verified", "labels"] },
  ),
});
