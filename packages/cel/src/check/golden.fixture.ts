import type { Env, FunctionDecl, LiteralProblem, Variable } from "../env.js";
import { DYN, listOf, mapOf, opaque, type Field, struct, type Type } from "../types.js";
import { closest } from "./suggest.js";

/** `golden/cases.json`: expressions with something wrong, and the environments they are written for. */
interface CaseFile {
  readonly environments: Readonly<Record<string, EnvironmentText>>;
  readonly cases: readonly { readonly name: string; readonly env: string; readonly source: string }[];
}

interface EnvironmentText {
  readonly structs: Readonly<Record<string, Readonly<Record<string, FieldText>>>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly functions: readonly FunctionText[];
}
interface FieldText {
  readonly type: string;
  readonly absent?: Field["absent"];
  readonly maxSize?: number;
}
interface FunctionText {
  readonly name: string;
  readonly receiver?: string;
  readonly params: readonly string[];
  readonly result: string;
  readonly tier: "cheap" | "costly";
  readonly cost: number;
  /** The literals that an argument may be, by its position. */
  readonly literals?: Readonly<Record<string, readonly string[]>>;
}

export interface GoldenCase {
  readonly name: string;
  readonly source: string;
  readonly env: Env;
}

/** The cases in the text of `golden/cases.json`. */
export function readGoldenCases(json: string): GoldenCase[] {
  const file = JSON.parse(json) as CaseFile;
  const envs = new Map(Object.entries(file.environments).map(([name, text]) => [name, readEnvironment(text)]));
  return file.cases.map(({ name, env, source }) => ({ name, source, env: envs.get(env)! }));
}

function readEnvironment(text: EnvironmentText): Env {
  const type = (name: string): Type => readType(name, text.structs);
  const variables: Record<string, Variable> = {};
  for (const [name, written] of Object.entries(text.variables)) variables[name] = { type: type(written), doc: "" };
  return { variables, functions: text.functions.map((written) => readFunction(written, type)) };
}

function readFunction(text: FunctionText, type: (name: string) => Type): FunctionDecl {
  return {
    name: text.name,
    ...(text.receiver === undefined ? {} : { receiver: type(text.receiver) }),
    params: text.params.map(type),
    result: type(text.result),
    doc: "",
    tier: text.tier,
    maxCost: () => text.cost,
    checkLiterals: (args) => literalProblem(text, args),
    call: () => null,
  };
}

function literalProblem(text: FunctionText, args: readonly unknown[]): LiteralProblem | undefined {
  for (const [argument, known] of Object.entries(text.literals ?? {})) {
    const given = args[Number(argument)];
    if (typeof given !== "string" || known.includes(given)) continue;
    const near = closest(given, known);
    const message = `\`${text.name}\` knows no "${given}" here; there are ${known.map((name) => `"${name}"`).join(", ")}.`;
    return { argument: Number(argument), message, ...(near === undefined ? {} : { suggestion: near }) };
  }
  return undefined;
}

/** Types by name: `list(string)`, `map(string, dyn)`, a primitive, a struct of the file, else an opaque handle. */
function readType(name: string, structs: EnvironmentText["structs"]): Type {
  const list = /^list\((.+)\)$/.exec(name);
  if (list !== null) return listOf(readType(list[1]!, structs));
  const map = /^map\((\w+), (.+)\)$/.exec(name);
  if (map !== null) return mapOf(readType(map[1]!, structs), readType(map[2]!, structs));
  const fields = structs[name];
  if (fields !== undefined) {
    const read = Object.entries(fields).map(([field, text]): [string, Field] => {
      const { absent = "never", maxSize } = text;
      return [
        field,
        { type: readType(text.type, structs), doc: "", absent, ...(maxSize === undefined ? {} : { maxSize }) },
      ];
    });
    return struct(name, Object.fromEntries(read));
  }
  if (/^[a-z]+$/.test(name)) return { ...DYN, kind: name as "dyn" };
  return opaque(name);
}
