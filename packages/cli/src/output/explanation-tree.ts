import type { ExplainedNode, Explanation } from "@evenhand/policy";
import type { Colours } from "./colours.js";
import { safeLine } from "./safe-text.js";
import { valueText } from "./value-text.js";

/** An explanation as a tree of sub-expressions with their values. */
export function formatExplanation(explanation: Explanation, colours: Colours): string {
  const { detector, clause, mode, result, because, reached, parts } = explanation;
  const verdict = {
    held: colours.green("held"),
    "did-not-hold": colours.yellow("did not hold"),
    error: colours.red("gave no answer, so a person looks"),
    "not-on": colours.yellow("is not asked about such events"),
  }[result];
  const lines = [`${colours.bold(detector)} (${clause}${mode === "shadow" ? ", shadow" : ""}) ${verdict}`];
  if (because !== undefined) lines.push(`  because ${safeLine(because)}`);
  lines.push(`  reached by ${safeLine(reached.by)}${reached.led ? "" : " (which did not lead here)"}`);
  for (const part of parts) lines.push(...partLines(part, "  ", colours));
  return lines.join("\n");
}

function partLines(part: ExplainedNode, indent: string, colours: Colours): string[] {
  const mark = part.error
    ? colours.red("!")
    : part.value === true
      ? colours.green("✓")
      : part.value === false
        ? colours.red("✗")
        : "·";
  return [
    `${indent}${mark} ${nodeLine(part, colours)}`,
    ...part.children.flatMap((child) => childLines(child, `${indent}    `, colours)),
  ];
}

function childLines(node: ExplainedNode, indent: string, colours: Colours): string[] {
  if (!node.error && (isLiteral(node) || isContainer(node))) return [];
  return [
    `${indent}${nodeLine(node, colours)}`,
    ...node.children.flatMap((child) => childLines(child, `${indent}  `, colours)),
  ];
}

/** A literal is its own value. */
function isLiteral({ text, value }: ExplainedNode): boolean {
  return value !== undefined && JSON.stringify(value) === text;
}

/** A whole part of the event, or a bank: what is asked of it stands above. */
function isContainer({ text, value }: ExplainedNode): boolean {
  if (/^bank\("[^"]*"\)$/.test(text)) return true;
  return /^[a-z]+$/.test(text) && typeof value === "object" && value !== null && !Array.isArray(value);
}

function nodeLine(node: ExplainedNode, colours: Colours): string {
  const note = node.note === undefined ? "" : colours.dim(`  (${safeLine(node.note)})`);
  const text = safeLine(node.text);
  if (node.error) return `${text} ${colours.red(`→ ${node.error.code}: ${safeLine(node.error.message)}`)}${note}`;
  if (node.value === undefined) return `${text} ${colours.dim("→ not needed")}${note}`;
  return `${text} → ${colours.cyan(valueText(node.value))}${note}`;
}
