import { CelSyntaxError } from "@evenhand/cel";
import { isScalar } from "yaml";
import { parseOnce } from "./parse-once.js";
import type { ProblemSink } from "./problem-sink.js";
import { originAt, type TextOrigin, textOrigin } from "./scalar-origin.js";
import { readText } from "./values.js";
import type { Value } from "./yaml-file.js";

/** A CEL expression as written, and where it stands. */
export interface Expression {
  readonly source: string;
  readonly origin: TextOrigin;
}

/** Longest expression that is looked at: somewhat more than the parser takes, so that the parser explains the limit. */
const MAX_LENGTH = 40_000;

/** Reads an expression and checks its syntax; types are checked when the policy is compiled. */
export function readExpression(value: Value, sink: ProblemSink): Expression | undefined {
  if (isScalar(value.node) && ["boolean", "number"].includes(typeof value.node.value)) {
    // `when: true` is an expression to its author and a boolean to YAML.
    return { source: value.node.source ?? String(value.node.value), origin: textOrigin(value) };
  }
  if (readText(value, sink, MAX_LENGTH) === undefined || !isScalar(value.node)) return undefined;
  const origin = textOrigin(value);
  const written = value.node.value as string;
  const source = written.trimEnd();
  try {
    parseOnce(source);
    return { source, origin };
  } catch (error) {
    if (!(error instanceof CelSyntaxError)) throw error;
    const message = `${value.label}: ${error.message.replace(/[.!?]?$/, ".")} ${excerpt(source, error.offset)}`;
    sink.error("EH_CEL_SYNTAX", originAt(origin, source, error.offset), message.trim());
    return undefined;
  }
}

/** What stands before the mistake, for a message on one line. */
function excerpt(source: string, offset: number): string {
  const before = source
    .slice(Math.max(0, offset - 30), offset)
    .replace(/\s+/g, " ")
    .trimStart();
  const after = source.slice(offset, offset + 20).replace(/\s+/g, " ");
  return before + after === "" ? "" : `Look at: \`${before}⟨here⟩${after}\`.`;
}
