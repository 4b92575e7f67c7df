/** Checking requests against their schemas: nothing is dropped and nothing is changed but the text of an address. */
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { EvenhandError, type Problem } from "@evenhand/contract";
import { coerceText } from "./coerce-text.js";

export type RequestPart = "body" | "querystring" | "params" | "headers";
export type Validated = { value: unknown } | { error: EvenhandError };

interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: object;
  readonly message?: string;
}

const MAX_TOLD = 20;
const WHAT: Readonly<Record<RequestPart, string>> = {
  body: "body",
  querystring: "query",
  params: "address",
  headers: "headers",
};

/**
 * Compiles a schema for one part of a request. TypeBox's own checker is used, the one that the packages use too, so
 * that the service, the client and the console agree; it neither coerces nor removes.
 */
export function compileValidator(schema: TSchema, part: RequestPart): (value: unknown) => Validated {
  const validator = Compile(schema);
  return (given) => {
    const value = part === "querystring" || part === "params" ? coerceText(schema, given) : given;
    if (validator.Check(value)) return { value };
    const problems = problemsOf(validator.Errors(value), part);
    const told = problems[0]?.message ?? "It does not fit its schema.";
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
    return { error: new EvenhandError("EH_REQUEST_INVALID", `The request's ${WHAT[part]}: ${told}${more}`, problems) };
  };
}

function problemsOf(errors: readonly SchemaError[], part: RequestPart): Problem[] {
  // Of a choice, the choice is told and not each of its branches.
  const choices = new Set(errors.filter((error) => error.keyword === "anyOf").map((error) => error.instancePath));
  const problems: Problem[] = [];
  const tell = (path: string, message: string): void => {
    if (problems.length >= MAX_TOLD) return;
    problems.push({ code: "EH_REQUEST_INVALID", where: part === "body" ? path : path.slice(1), message });
  };
  for (const { keyword, instancePath: path, params, message = "is not accepted" } of errors) {
    const name = path === "" ? WHAT[part] : shown(path);
    if (keyword === "required") {
      const { requiredProperties = [] } = params as { requiredProperties?: readonly string[] };
      for (const missing of requiredProperties) tell(`${path}/${escaped(missing)}`, `${shown(missing)} is missing.`);
    } else if (keyword === "additionalProperties") {
      const { additionalProperties = [] } = params as { additionalProperties?: readonly string[] };
      for (const unknown of additionalProperties)
        tell(`${path}/${escaped(unknown)}`, `${shown(unknown)} is not known here.`);
    } else if (keyword === "anyOf") {
      const words = errors.flatMap((error) =>
        error.keyword === "const" && error.instancePath === path ? [JSON.stringify(allowed(error.params))] : [],
      );
      const others = errors.some((error) => error.keyword === "type" && error.instancePath === path);
      tell(
        path,
        words.length > 0 && !others ? `${name} must be one of ${words.join(", ")}.` : `${name} fits none of its forms.`,
      );
    } else if (keyword !== "boolean" && !(choices.has(path) && (keyword === "const" || keyword === "type"))) {
      tell(path, `${name} ${message}.`);
    }
  }
  return problems;
}

function allowed(params: object): unknown {
  return (params as { allowedValue?: unknown }).allowedValue;
}

/** The last part of a pointer, short enough for a message: a stranger may have chosen it. */
function shown(path: string): string {
  const last = path.slice(path.lastIndexOf("/") + 1);
  return last.length > 80 ? `${last.slice(0, 80)}…` : last;
}

function escaped(key: string): string {
  return key.slice(0, 200).replaceAll("~", "~0").replaceAll("/", "~1");
}
