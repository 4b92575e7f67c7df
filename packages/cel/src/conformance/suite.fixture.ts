import { getTestRegistry } from "@bufbuild/cel-spec/testdata/registry.js";
import {
  getConformanceSuite,
  type IncrementalTest,
  type IncrementalTestSuite,
} from "@bufbuild/cel-spec/testdata/tests.js";
import { check } from "../check/index.js";
import type { Env, Variable } from "../env.js";
import { compileChecked } from "../evaluate.js";
import { format } from "../format.js";
import { parse } from "../parse.js";
import { CelSyntaxError } from "../syntax-error.js";
import { DYN } from "../types.js";
import { CelError } from "../values/error.js";
import { fromProto, sameValue } from "./expected-value.fixture.js";
import { ProtobufAdapter } from "./message-adapter.fixture.js";

/** Suites about protocol buffers and about extensions that this package does not have. */
const LEFT_OUT = new Set(["proto2", "proto3", "enums", "dynamic", "wrappers", "optionals", "type_deductions"]);

export interface NamedTest {
  /** suite/section/test. A number is added where one section uses a name twice. */
  readonly path: string;
  readonly test: IncrementalTest;
}

function flatten(suite: IncrementalTestSuite, prefix: string): NamedTest[] {
  return [
    ...suite.tests.map((test) => ({ path: `${prefix}/${test.name}`, test })),
    ...suite.suites.flatMap((inner) => flatten(inner, `${prefix}/${inner.name}`)),
  ];
}

function numbered(tests: readonly NamedTest[]): NamedTest[] {
  const seen = new Map<string, number>();
  return tests.map(({ path, test }) => {
    const count = (seen.get(path) ?? 0) + 1;
    seen.set(path, count);
    return { path: count === 1 ? path : `${path}#${count}`, test };
  });
}

/** The official tests of the language proper. */
export function languageTests(): NamedTest[] {
  const suites = getConformanceSuite().suites.filter(
    (suite) => !LEFT_OUT.has(suite.name) && !suite.name.endsWith("_ext"),
  );
  return numbered(suites.flatMap((suite) => flatten(suite, suite.name)));
}

/** The official tests of the strings extension. */
export function stringTests(): NamedTest[] {
  const suites = getConformanceSuite().suites.filter((suite) => suite.name === "string_ext");
  return numbered(suites.flatMap((suite) => flatten(suite, suite.name)));
}

const registry = getTestRegistry();
const adapter = new ProtobufAdapter(registry);

/** Runs one test; undefined where it passes, else what went wrong. */
export function failureOf({ test }: NamedTest): string | undefined {
  const { original } = test;
  const wantsError = original.resultMatcher.case === "evalError";
  const variables: Record<string, Variable> = {};
  const facts: Record<string, unknown> = {};
  for (const decl of original.typeEnv) variables[decl.name] = { type: DYN, doc: "" };
  for (const [name, binding] of Object.entries(original.bindings)) {
    variables[name] = { type: DYN, doc: "" };
    if (binding.kind.case === "value") facts[name] = fromProto(binding.kind.value, registry, adapter);
  }
  const env: Env = { variables, functions: [], container: original.container, messages: adapter };
  let result: unknown;
  try {
    const expr = parse(original.expr);
    result = compileChecked({ expr, types: new Map() }, env).evaluate(facts);
    // The canonical text must mean the same.
    const again = compileChecked({ expr: parse(format(expr)), types: new Map() }, env).evaluate(facts);
    if (!(result instanceof CelError) && !sameValue(again, result)) return `its canonical text ${format(expr)} differs`;
    // Closures chosen by static types must give what the dynamic ones give.
    const typed = compileChecked(check(expr, env), env).evaluate(facts);
    const agree = result instanceof CelError ? typed instanceof CelError : sameValue(typed, result);
    if (!agree) return `with types it is ${show(typed)}`;
  } catch (error) {
    if (!(error instanceof CelSyntaxError)) throw error;
    return wantsError ? undefined : `refused: ${error.message}`;
  }
  if (result instanceof CelError) return wantsError ? undefined : `error: ${result.message}`;
  if (wantsError) return `no error but ${show(result)}`;
  const matcher = original.resultMatcher;
  const expected =
    matcher.case === "value"
      ? fromProto(matcher.value, registry, adapter)
      : matcher.case === "typedResult"
        ? fromProto(matcher.value.result!, registry, adapter)
        : true;
  return sameValue(result, expected) ? undefined : `${show(result)} instead of ${show(expected)}`;
}

function show(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "bigint" ? `${inner}` : inner)) ?? String(value)
  );
}
