/** Checks of a condition that types cannot make: which kind of bank a method is asked of, and what `distinct` tells apart. */
import { type Checked, type Expr, format, parse, walk } from "@evenhand/cel";
import type { EventType } from "@evenhand/contract";
import type { Bank, CounterDecl, Policy } from "../model.js";
import { DEFAULT_RADIUS, NO_IMAGE } from "../signals/signals.js";
import { isOnEvent, VARIABLES } from "./environment.js";
import { namingCall } from "./naming-call.js";

export interface UsageProblem {
  readonly code: `EH_POLICY_${string}`;
  readonly severity: "error";
  readonly message: string;
  /** Offset in the condition. */
  readonly offset: number;
}

/** Everything that is wrong with how a checked condition uses banks, counters and parts of its events. */
export function checkUsage(
  checked: Checked,
  on: readonly EventType[],
  policy: Pick<Policy, "banks" | "counters">,
): UsageProblem[] {
  const problems: UsageProblem[] = [];
  const bound = new Set<string>();
  walk(checked.expr, (node) => {
    if (node.kind === "macro") {
      bound.add(node.variable);
      if (node.variable2 !== undefined) bound.add(node.variable2);
    }
    if (node.kind === "bind") bound.add(node.name);
  });
  walk(checked.expr, (node) => {
    if (node.kind === "ident" && Object.hasOwn(VARIABLES, node.name) && !bound.has(node.name)) {
      problems.push(...missingPart(node.name, node.offset, on));
    }
    if (node.kind !== "call") return;
    problems.push(...bankKind(node, checked, policy.banks), ...distinctValue(node, policy.counters));
    problems.push(...beyondRadius(node, policy.banks));
  });
  return problems;
}

function missingPart(name: string, offset: number, on: readonly EventType[]): UsageProblem[] {
  const without = on.filter((type) => !isOnEvent(name, type));
  if (without.length === 0) return [];
  return [
    {
      code: "EH_POLICY_FACT_NOT_ON_EVENT",
      severity: "error",
      message: `${without.join(", ")} events carry no ${name}; take them off on:, or write a detector of their own.`,
      offset,
    },
  ];
}

type CallNode = Extract<Expr, { kind: "call" }>;

function bankKind(node: CallNode, checked: Checked, banks: readonly Bank[]): UsageProblem[] {
  const { target } = node;
  if (target === undefined || !["any", "hits", "links"].includes(node.fn)) return [];
  const bank = bankNamed(target, banks);
  if (bank === undefined) return [];
  const [argument] = node.args;
  const ofList = argument !== undefined && checked.types.get(argument.id)?.kind === "list";
  if (bank.kind === (ofList ? "domains" : "terms")) return [];
  const advice =
    bank.kind === "terms"
      ? "holds terms; ask .any(text.all) or .hits(text.all)"
      : "holds domains; ask .links(text.urls) or .any(text.urls)";
  return [
    {
      code: "EH_POLICY_BANK_KIND",
      severity: "error",
      message: `The bank "${bank.name}" ${advice}.`,
      offset: node.offset,
    },
  ];
}

function bankNamed(call: Expr, banks: readonly Bank[]): Bank | undefined {
  const named = namingCall(call);
  return named?.kind === "bank" ? banks.find(({ name }) => name === named.name) : undefined;
}

/** `imageMatch(…) <= 40` of a bank that looks no farther than 31 would hold for less than it says. */
function beyondRadius(node: CallNode, banks: readonly Bank[]): UsageProblem[] {
  const [left, right] = node.args;
  const most = COMPARISONS[node.fn]?.(left, right);
  if (most === undefined) return [];
  const bank = bankNamed(most.call, banks);
  if (bank?.kind !== "images") return [];
  const { radius = DEFAULT_RADIUS } = bank;
  if (most.distance <= radius || most.distance >= NO_IMAGE - 1) return [];
  return [
    {
      code: "EH_POLICY_BANK_RADIUS",
      severity: "error",
      message: `The bank "${bank.name}" looks no farther than ${radius}: nothing is ever found at ${most.distance}. Give the bank \`radius: ${Math.min(most.distance, 63)}\`, or compare with ${radius}.`,
      offset: node.offset,
    },
  ];
}

type Compared = { readonly call: CallNode; readonly distance: number } | undefined;

/** The largest distance at which a comparison of an image's distance with a number holds. */
function comparedWith(call: Expr | undefined, number: Expr | undefined, less: number): Compared {
  if (call?.kind !== "call" || call.fn !== "imageMatch" || number?.kind !== "literal") return undefined;
  return { call, distance: Number(number.value) - less };
}

const COMPARISONS: Readonly<Record<string, (left: Expr | undefined, right: Expr | undefined) => Compared>> = {
  "_<=_": (left, right) => comparedWith(left, right, 0),
  "_<_": (left, right) => comparedWith(left, right, 1),
  "_>=_": (left, right) => comparedWith(right, left, 0),
  "_>_": (left, right) => comparedWith(right, left, 1),
};

function distinctValue(node: CallNode, counters: readonly CounterDecl[]): UsageProblem[] {
  const named = node.fn === "distinct" ? namingCall(node) : undefined;
  const counter = counters.find((candidate) => candidate.name === named?.name);
  const value = node.args[2];
  if (counter?.value === undefined || value === undefined) return [];
  const declared = format(parse(counter.value));
  if (format(value) === declared) return [];
  return [
    {
      code: "EH_POLICY_DISTINCT_VALUE",
      severity: "error",
      message: `The counter "${counter.name}" tells ${declared} apart; write it as the third argument, or declare another counter.`,
      offset: value.offset,
    },
  ];
}
