import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  type Node,
  parseDocument,
} from "yaml";
import type { Origin } from "../model.js";
import type { ProblemSink } from "./problem-sink.js";
import type { SourceFile } from "./source-file.js";
import { shorten } from "../text/shorten.js";

/** Deepest nesting of collections in a file. */
const MAX_DEPTH = 40;
/** Nodes that aliases may add to what is written, per file. */
const MAX_ALIAS_NODES = 100_000;
/** Syntax errors that are reported of one file: later ones mostly follow from earlier ones. */
const MAX_SYNTAX_ERRORS = 5;
/** Widest indentation; the YAML library builds a regular expression of this length. */
const MAX_INDENT = 500;

/** A parsed YAML text: a whole file, or the front matter of one. */
interface YamlFile {
  readonly source: SourceFile;
  /** Offset of the YAML text in the file. */
  readonly base: number;
  readonly aliases: ReadonlyMap<Alias, Node>;
}

/** A node of a YAML file, aliases resolved. */
export interface Value {
  readonly file: YamlFile;
  readonly node: Node;
  /** What it is called in messages: the key that it stands under. */
  readonly label: string;
}

/**
 * Parses a YAML text and makes it safe to walk: no tags, no duplicate keys, no runaway aliases, bounded depth.
 *
 * @param text the text to parse: the file's, or a part of it
 * @param base offset of the part in the file
 * @returns undefined where it has errors, which are reported; `root` is undefined where the text says nothing
 */
export function readYaml(
  source: SourceFile,
  text: string,
  base: number,
  sink: ProblemSink,
): { root: Value | undefined } | undefined {
  const at = (offset: number): Origin => source.originAt(base + offset);
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    sink.error("EH_POLICY_TOO_BIG", at(deep), `Nested deeper than ${MAX_DEPTH} levels. Flatten it.`);
    return undefined;
  }
  const document = parse(text);
  if (document === undefined || document.errors.length > 0) {
    reportSyntax(document, at, sink);
    return undefined;
  }
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === null)) return { root: undefined };
  const guard = new Guard(at, sink);
  guard.visit(root, 0);
  if (!guard.safe) return undefined;
  return {
    root: { file: { source, base, aliases: guard.aliases }, node: resolve(root, guard.aliases), label: "the file" },
  };
}

function parse(text: string): Document.Parsed | undefined {
  try {
    // Duplicate keys are found by the guard, in linear time.
    const options = {
      version: "1.2",
      schema: "core",
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "silent",
    } as const;
    return parseDocument(text, options) as Document.Parsed;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function reportSyntax(document: Document.Parsed | undefined, at: (offset: number) => Origin, sink: ProblemSink): void {
  if (document === undefined) {
    sink.error("EH_POLICY_TOO_BIG", at(0), `Nested deeper than ${MAX_DEPTH} levels. Flatten it.`);
    return;
  }
  const lines = new Set<number>();
  for (const error of document.errors) {
    const origin = at(error.pos[0]);
    if (lines.has(origin.line) || lines.size === MAX_SYNTAX_ERRORS) continue;
    lines.add(origin.line);
    const message = `This is not valid YAML: ${shorten(error.message.replace(/\s+/g, " "), 160).replace(/[.:]?$/, ".")} ${ADVICE}`;
    sink.error("EH_POLICY_YAML", origin, message);
  }
}

const ADVICE = "Check the indentation, and put quotes around a text that has a colon or a special character.";

/** Offset of a line with more compact levels (`- - - …`) or wider indentation than anybody writes; both cost the parser dear. */
function tooDeepAt(text: string): number | undefined {
  const compact = new RegExp(`^(?:[ \\t]*[-?:](?=[ \\t])){${MAX_DEPTH + 1}}|^[ \\t]{${MAX_INDENT + 1}}`, "m");
  const match = compact.exec(text);
  return match === null ? undefined : match.index;
}

/** Looks at every node once and remembers where aliases lead. */
class Guard {
  readonly aliases = new Map<Alias, Node>();
  safe = true;
  readonly #anchors = new Map<string, Node>();
  /** Nodes that an anchored node stands for, with aliases expanded; absent while it is being visited. */
  readonly #sizes = new Map<Node, number>();
  readonly #at: (offset: number) => Origin;
  readonly #sink: ProblemSink;
  #expanded = 0;

  constructor(at: (offset: number) => Origin, sink: ProblemSink) {
    this.#at = at;
    this.#sink = sink;
  }

  /** @returns the number of nodes, with aliases expanded */
  visit(node: unknown, depth: number): number {
    if (!isNode(node)) return 1;
    if (isAlias(node)) return this.#alias(node);
    if (node.tag !== undefined) {
      this.#refuse("EH_POLICY_YAML_TAG", node, `Tags such as \`${shorten(node.tag, 40)}\` are not read. Take it off.`);
    }
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    let size = 1;
    if (isCollection(node)) {
      if (depth > MAX_DEPTH) {
        this.#refuse("EH_POLICY_TOO_BIG", node, `Nested deeper than ${MAX_DEPTH} levels. Flatten it.`);
        return size;
      }
      if (isMap(node)) this.#keys(node.items);
      for (const item of node.items) {
        size += isPair(item)
          ? this.visit(item.key, depth + 1) + this.visit(item.value, depth + 1)
          : this.visit(item, depth + 1);
      }
    }
    if (node.anchor !== undefined) this.#sizes.set(node, size);
    return size;
  }

  #alias(node: Alias): number {
    const target = this.#anchors.get(node.source);
    const size = target === undefined ? undefined : this.#sizes.get(target);
    if (target === undefined || size === undefined) {
      const why = target === undefined ? "leads nowhere" : "stands inside of what it repeats";
      this.#refuse(
        "EH_POLICY_ALIASES",
        node,
        `The alias \`*${shorten(node.source, 40)}\` ${why}. Write the value out.`,
      );
      return 1;
    }
    this.aliases.set(node, target);
    this.#expanded += size;
    if (this.#expanded > MAX_ALIAS_NODES && this.safe) {
      this.#refuse(
        "EH_POLICY_ALIASES",
        node,
        `Aliases expand to more than ${MAX_ALIAS_NODES} values. Write fewer of them.`,
      );
    }
    return size;
  }

  #keys(pairs: readonly { key: unknown }[]): void {
    const seen = new Set<string>();
    for (const { key } of pairs) {
      if (!isScalar(key) || key.value === null || typeof key.value === "object" || key.value === "__proto__") {
        this.#refuse(
          "EH_POLICY_VALUE",
          isNode(key) ? key : undefined,
          "A key must be a plain word. Put quotes around it, or take it out.",
        );
        continue;
      }
      const name = keyName(key);
      if (seen.has(name)) {
        this.#refuse(
          "EH_POLICY_DUPLICATE_KEY",
          key,
          `The key \`${shorten(name, 60)}\` is there twice. Keep one of them.`,
        );
      }
      seen.add(name);
    }
  }

  #refuse(code: Parameters<ProblemSink["error"]>[0], node: Node | undefined, message: string): void {
    this.safe = false;
    this.#sink.error(code, this.#at(node?.range?.[0] ?? 0), message);
  }
}

function resolve(node: Node, aliases: ReadonlyMap<Alias, Node>): Node {
  return isAlias(node) ? (aliases.get(node) ?? node) : node;
}

/** A part of a value: an element of a list, or what stands under a key. */
export function childOf(parent: Value, node: unknown, label: string): Value {
  // A key without a value has a null scalar in its place, so that there is always a node after the guard.
  return { file: parent.file, node: resolve(node as Node, parent.file.aliases), label };
}

/** A key of a mapping as text; YAML reads some words as numbers or booleans. */
export function keyName(key: unknown): string {
  const value = isScalar(key) ? key.value : undefined;
  return typeof value === "string" ? value : typeof value === "number" || typeof value === "boolean" ? `${value}` : "";
}

/** Where a value begins. */
export function originOf(value: Value): Origin {
  return value.file.source.originAt(value.file.base + (value.node.range?.[0] ?? 0));
}
