/** What a finding rests on: the facts and signals that its condition asks for, with their values. */
import {
  type Checked,
  childrenOf,
  type Expr,
  format,
  type Frame,
  type Handle,
  isCelError,
  type Linked,
  type Linker,
  toJson,
  walk,
} from "@evenhand/cel";
import type { Evidence } from "@evenhand/contract";
import type { Host } from "../environment/host.js";
import { namingCall } from "../environment/naming-call.js";
import type { Facts } from "../facts/facts.js";
import type { CompiledDetector } from "../plan/compiled-detector.js";
import { shorten } from "../text/shorten.js";

/** More lines than this explain nothing. */
const MAX_LINES = 12;
const MAX_ENTRIES = 10;
const MAX_TEXT = 200;

const SIGNALS: ReadonlySet<string> = new Set([
  "count",
  "distinct",
  "similar",
  "imageMatch",
  "any",
  "hits",
  "links",
  "score",
]);
/** Signals whose first argument names the bank or classifier, and whose second is what is asked about. */
const NAMED_FIRST: ReadonlySet<string> = new Set(["similar", "imageMatch", "score"]);

/**
 * Works out the evidence of a detector, by its position.
 *
 * @param frame the plan's own, loaded with the event: what the condition has worked out is not worked out again
 */
export type CollectEvidence = (position: number, frame: Frame, facts: Facts, host: Host) => Evidence[];

interface Subject {
  readonly text: string;
  readonly expr: Expr;
  /** The bank or classifier that a signal is about. */
  readonly bank: string | undefined;
  /** The variable and field of a declared fact, which is read as it is; anything else is evaluated. */
  readonly fact: readonly [variable: string, field: string] | undefined;
  readonly handle: Handle | undefined;
}

/** A subject, ready to be read. */
interface Line {
  readonly subject: Subject;
  /** Undefined for facts that are read as they are. */
  readonly run: ((frame: Frame) => unknown) | undefined;
}

/**
 * Adds what the detectors' evidence asks for to the linker of their conditions.
 *
 * @returns gives the evidence, once all is linked
 */
export function addEvidence(
  detectors: readonly CompiledDetector[],
  linker: Linker,
): (linked: Linked) => CollectEvidence {
  // By text: over one environment, equal expressions mean the same, and many detectors ask for the same facts.
  const subjects = new Map<string, Subject>();
  const drafts = detectors.map(({ checked, conjuncts }) => {
    const texts = new Set<string>();
    for (const expr of conjuncts.flatMap((conjunct) => subjectsOf(conjunct, checked))) {
      const text = format(expr);
      texts.add(text);
      if (subjects.has(text)) continue;
      const fact = declaredFact(expr, checked);
      const handle = fact === undefined ? linker.add(checked, expr) : undefined;
      subjects.set(text, { text, expr, bank: bankOf(expr), fact, handle });
    }
    return [...texts].slice(0, MAX_LINES);
  });
  return (linked) => {
    const lines = new Map<string, Line>();
    for (const [text, subject] of subjects) {
      const { handle } = subject;
      lines.set(text, { subject, run: handle === undefined ? undefined : linked.closure(handle) });
    }
    const evidence = drafts.map((texts) => texts.map((text) => lines.get(text) as Line));
    return (position, frame, facts, host) => collect(evidence[position] ?? [], frame, facts, host);
  };
}

function collect(lines: readonly Line[], frame: Frame, facts: Facts, host: Host): Evidence[] {
  const evidence: Evidence[] = [];
  for (const { subject, run } of lines) {
    frame.cost = 0;
    const value = run === undefined ? readPath(facts, subject.fact ?? []) : run(frame);
    // An optional fact that is not there is no evidence.
    if (value === undefined || value === null || isCelError(value)) continue;
    evidence.push(lineOf(subject, value, facts, host));
  }
  return evidence;
}

function declaredFact(expr: Expr, checked: Checked): Subject["fact"] {
  if (expr.kind !== "select" || expr.operand.kind !== "ident") return undefined;
  const type = checked.types.get(expr.operand.id);
  // A fact that reads as empty where it is absent was relied on all the same: that value is the engine's to give.
  const plain = type?.kind === "struct" && type.fields[expr.field]?.absent !== "default";
  return plain ? [expr.operand.name, expr.field] : undefined;
}

/** Signals and fact reads of a condition that stand for themselves: what reads a name of a macro or a bind depends on it. */
function subjectsOf(expr: Expr, checked: Checked): Expr[] {
  if (expr.kind === "call" && SIGNALS.has(expr.fn)) return [expr];
  if (expr.kind === "bind") {
    const free = subjectsOf(expr.body, checked).filter((subject) => !mentions(subject, expr.name));
    return [...subjectsOf(expr.value, checked), ...free];
  }
  if (expr.kind === "select" && !expr.test && isPath(expr)) {
    const kind = checked.types.get(expr.id)?.kind;
    return kind === "struct" ? [] : [expr];
  }
  if (expr.kind === "macro") return subjectsOf(expr.range, checked);
  return childrenOf(expr).flatMap((child) => subjectsOf(child, checked));
}

function mentions(expr: Expr, name: string): boolean {
  let found = false;
  walk(expr, (node) => {
    if (node.kind === "ident" && node.name === name) found = true;
  });
  return found;
}

function isPath(expr: Expr): boolean {
  return expr.kind === "ident" || (expr.kind === "select" && isPath(expr.operand));
}

function lineOf({ text, expr, bank }: Subject, value: unknown, facts: Facts, host: Host): Evidence {
  if (bank === undefined || expr.kind !== "call") return { text, value: shortValue(value) };
  const named = expr.fn === "score" ? { classifier: bank } : { bank };
  return { text, value: shortValue(value), ...named, ...entriesOf(expr, bank, facts, host) };
}

function shortValue(value: unknown): unknown {
  const json = toJson(value);
  if (typeof json === "string") return shorten(json, MAX_TEXT);
  if (Array.isArray(json))
    return json
      .slice(0, MAX_ENTRIES)
      .map((entry) => (typeof entry === "string" ? shorten(entry, MAX_TEXT) : brief(entry)));
  return brief(json);
}

/** An object as it is where it is small, as the beginning of its JSON where it is not. */
function brief(json: unknown): unknown {
  if (typeof json !== "object" || json === null) return json;
  const text = JSON.stringify(json);
  return text.length <= 2 * MAX_TEXT ? json : shorten(text, 2 * MAX_TEXT);
}

function bankOf(expr: Expr): string | undefined {
  const named = namingCall((expr.kind === "call" ? expr.target : undefined) ?? expr);
  return named?.kind === "counter" ? undefined : named?.name;
}

type CallNode = Extract<Expr, { kind: "call" }>;
type Entries = Pick<Evidence, "entries">;

function entriesOf(expr: CallNode, bank: string, facts: Facts, host: Host): Entries {
  const { signals } = host;
  const { fn } = expr;
  const path = argumentPath(expr);
  const subject = path === undefined ? undefined : readPath(facts, path);
  if ((fn === "any" || fn === "hits") && typeof subject === "string") {
    const entries = signals.hits(bank, subject).slice(0, MAX_ENTRIES);
    return {
      entries: entries.map((hit) => {
        const { entry, text, start, end, id, source } = hit;
        const steps = signals.steps(bank, hit);
        return {
          entry,
          text: shorten(text, MAX_TEXT),
          span: { start, end },
          ...(hit.variant === true ? { variant: true as const } : {}),
          ...(steps.length === 0 ? {} : { steps: [...steps] }),
          ...(id === undefined ? {} : { id }),
          ...(source === undefined ? {} : { source }),
        };
      }),
    };
  }
  if ((fn === "any" || fn === "links") && Array.isArray(subject)) {
    return {
      entries: signals.links(bank, subject as string[]).slice(0, MAX_ENTRIES),
    };
  }
  if (fn === "similar" && typeof subject === "string") {
    const { sample, similarity: _, spans = [], ...origin } = signals.similar(bank, subject);
    return sample === undefined ? {} : { entries: [{ entry: sample, spans: [...spans], ...origin }] };
  }
  if (fn === "imageMatch" && Array.isArray(subject)) {
    const { entry, distance: _, ...origin } = signals.image(bank, subject as object[]);
    return entry === undefined ? {} : { entries: [{ entry, ...origin }] };
  }
  if (fn === "score" && typeof subject === "string") {
    const words = signals.words(bank, subject).slice(0, MAX_ENTRIES);
    if (words.length === 0) return {};
    return {
      entries: words.map(({ text, start, end, weight }) => ({
        entry: text.toLowerCase(),
        text: shorten(text, MAX_TEXT),
        span: { start, end },
        weight,
      })),
    };
  }
  return {};
}

/** The fact that a signal is asked about, where it is a plain path such as `text.all`. */
function argumentPath({ fn, args }: CallNode): readonly string[] | undefined {
  const argument = args[NAMED_FIRST.has(fn) ? 1 : 0];
  const names: string[] = [];
  for (let node = argument; node !== undefined;) {
    if (node.kind === "ident") return [node.name, ...names];
    if (node.kind !== "select" || node.test) return undefined;
    names.unshift(node.field);
    node = node.operand;
  }
  return undefined;
}

function readPath(facts: Facts, path: readonly string[]): unknown {
  let value: unknown = facts;
  for (const name of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
