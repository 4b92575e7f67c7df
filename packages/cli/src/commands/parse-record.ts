import { type Problem, validateEvent } from "@evenhand/contract";
import type { DecisionRecord, RecordedFacts } from "@evenhand/policy";

/** What a line of a record file holds, or why it is none. */
export type ParsedRecord =
  | { readonly problem: Problem }
  | {
      readonly record: Pick<DecisionRecord, "event" | "facts">;
      /** Version of the policy that decided. */
      readonly version: string;
    };

/** Reads one line that `evenhand decide --record` wrote. */
export function parseRecord(text: string): ParsedRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return broken(error instanceof Error ? error.message : String(error));
  }
  if (!isObject(value)) return broken("it is no JSON object");
  const { event, facts, decision } = value;
  if (!isFacts(facts)) return broken("it has no facts");
  if (!isObject(decision) || typeof decision["policy"] !== "string") return broken("it has no decision");
  const checked = validateEvent(event);
  if (!checked.ok) return broken(checked.problems.map((problem) => problem.message).join(" "));
  return { record: { event: checked.event, facts }, version: decision["policy"] };
}

function isFacts(value: unknown): value is RecordedFacts {
  if (!isObject(value)) return false;
  const { standing, counters } = value;
  return (
    isObject(standing) &&
    typeof standing["level"] === "string" &&
    typeof standing["strikes"] === "number" &&
    Array.isArray(counters) &&
    counters.every(isReading)
  );
}

function isReading(value: unknown): boolean {
  return (
    isObject(value) &&
    ["fn", "name", "key", "window"].every((field) => typeof value[field] === "string") &&
    Number.isSafeInteger(value["value"])
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function broken(why: string): ParsedRecord {
  return {
    problem: {
      code: "EH_REPLAY_RECORD",
      message: `This is no record of a decision: ${why}. Records are written by \`evenhand decide --record FILE\`.`,
    },
  };
}
