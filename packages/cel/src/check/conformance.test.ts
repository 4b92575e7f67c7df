import { readFileSync } from "node:fs";
import type { Type as ProtoType } from "@bufbuild/cel-spec/cel/expr/checked_pb.js";
import { Type_PrimitiveType, Type_WellKnownType } from "@bufbuild/cel-spec/cel/expr/checked_pb.js";
import {
  getComprehensionSuite,
  getConformanceSuite,
  type IncrementalTest,
  type IncrementalTestSuite,
} from "@bufbuild/cel-spec/testdata/tests.js";
import { describe, expect, it } from "vitest";
import type { Env, FunctionDecl, Variable } from "../env.js";
import { parse } from "../parse.js";
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  NULL,
  opaque,
  param,
  STRING,
  TIMESTAMP,
  type Type,
  TYPE,
  UINT,
} from "../types.js";
import { check } from "./check.js";
import { typeText } from "./type-text.js";

/** Expressions whose type we do not give, with the reason. */
const EXCEPTIONS = new URL("../../check-exceptions.json", import.meta.url);

/** Suites that need protocol-buffer messages, enums, or extensions that are not part of this language. */
const LEFT_OUT = new Set([
  "block_ext",
  "dynamic",
  "encoders_ext",
  "enums",
  "math_ext",
  "optionals",
  "proto2",
  "proto2_ext",
  "proto3",
  "wrappers",
]);

const PRIMITIVES = new Map<Type_PrimitiveType, Type>([
  [Type_PrimitiveType.BOOL, BOOL],
  [Type_PrimitiveType.INT64, INT],
  [Type_PrimitiveType.UINT64, UINT],
  [Type_PrimitiveType.DOUBLE, DOUBLE],
  [Type_PrimitiveType.STRING, STRING],
  [Type_PrimitiveType.BYTES, BYTES],
]);

/** Our form of a type of the specification; undefined where we have none (messages, wrappers, generic opaque types). */
function fromProto(type: ProtoType | undefined): Type | undefined {
  const kind = type?.typeKind;
  switch (kind?.case) {
    case "primitive":
      return PRIMITIVES.get(kind.value);
    case "null":
      return NULL;
    case "dyn":
      return DYN;
    case "type":
      return TYPE;
    case "typeParam":
      return param(kind.value);
    case "wellKnown":
      if (kind.value === Type_WellKnownType.TIMESTAMP) return TIMESTAMP;
      return kind.value === Type_WellKnownType.DURATION ? DURATION : DYN;
    case "messageType":
      return kind.value === "google.protobuf.Duration" ? DURATION : undefined;
    case "listType": {
      const element = fromProto(kind.value.elemType);
      return element && listOf(element);
    }
    case "mapType": {
      const key = fromProto(kind.value.keyType);
      const value = fromProto(kind.value.valueType);
      return key && value && mapOf(key, value);
    }
    case "abstractType":
      return kind.value.parameterTypes.length === 0 ? opaque(kind.value.name) : undefined;
    default:
      return undefined;
  }
}

/** The declarations of a test; undefined where one is of a type we do not have. */
function environment(test: IncrementalTest): Env | undefined {
  const variables: Record<string, Variable> = {};
  const functions: FunctionDecl[] = [];
  for (const { name, declKind } of test.original.typeEnv) {
    if (declKind.case === "ident") {
      const type = fromProto(declKind.value.type);
      if (type === undefined) return undefined;
      variables[name] = { type, doc: "" };
    } else if (declKind.case === "function") {
      for (const overload of declKind.value.overloads) {
        const params = overload.params.map(fromProto);
        const result = fromProto(overload.resultType);
        if (result === undefined || params.some((type) => type === undefined)) return undefined;
        const [receiver, ...rest] = params as Type[];
        functions.push({
          name,
          ...(overload.isInstanceFunction ? { receiver: receiver! } : {}),
          params: overload.isInstanceFunction ? rest : (params as Type[]),
          result,
          doc: "",
          tier: "cheap",
          maxCost: () => 1,
          call: () => null,
        });
      }
    }
  }
  return { variables, functions };
}

/** The type as the suite writes it: `type(int)` is plain `type` here. */
function wanted(test: IncrementalTest): string | undefined {
  const matcher = test.original.resultMatcher;
  const deduced = matcher.case === "typedResult" ? fromProto(matcher.value.deducedType) : undefined;
  if (deduced !== undefined) return typeText(deduced);
  return test.type
    ?.replace(/type\([^()]*(\([^()]*\))*[^()]*\)/g, "type")
    .replaceAll("google.protobuf.Timestamp", "timestamp")
    .replaceAll("google.protobuf.Duration", "duration");
}

function collect(suite: IncrementalTestSuite, path: string): [string, IncrementalTest][] {
  return [
    ...suite.tests.map((test, index): [string, IncrementalTest] => [`${path}/${index} ${test.original.expr}`, test]),
    ...suite.suites
      .filter((child) => !LEFT_OUT.has(child.name))
      .flatMap((child) => collect(child, `${path}/${child.name}`)),
  ];
}

/** What is wrong with the checker's answer, or undefined. */
function failure(test: IncrementalTest): string | undefined {
  const type = wanted(test);
  const env = environment(test);
  if (env === undefined) return "declares a type that is not part of this language";
  let expr;
  try {
    expr = parse(test.original.expr);
  } catch (error) {
    return type === undefined ? undefined : `does not parse: ${(error as Error).message}`;
  }
  const checked = check(expr, env, { container: test.original.container, budget: Infinity });
  const literalsAside = checked.problems.filter(
    ({ code, severity }) => severity === "error" && code !== "EH_CEL_BAD_LITERAL" && code !== "EH_CEL_BAD_REGEX",
  );
  const error = literalsAside[0];
  if (type === undefined) return undefined;
  if (error !== undefined) return `${error.code} ${error.message}`;
  const got = typeText(checked.type);
  return got === type ? undefined : `is ${got}, should be ${type}`;
}

describe("the official suites, as far as types are deduced in them", () => {
  const cases = [...collect(getConformanceSuite(), ""), ...collect(getComprehensionSuite(), "/comprehension")];
  const typed = cases.filter(([, test]) => !test.original.disableCheck && wanted(test) !== undefined);
  const exceptions = JSON.parse(readFileSync(EXCEPTIONS, "utf8")) as Record<string, string>;

  it("gives every expression its type, but for the exceptions on file", () => {
    const failures = typed
      .map(([name, test]) => [name, failure(test)] as const)
      .filter(([, reason]) => reason !== undefined);
    const unexpected = failures.filter(([name]) => !Object.hasOwn(exceptions, name));
    expect(unexpected).toEqual([]);
    const failing = new Set(failures.map(([name]) => name));
    expect(Object.keys(exceptions).filter((name) => !failing.has(name))).toEqual([]);
    expect(typed.length).toBeGreaterThan(900);
  });
});
