import type { ProblemSink } from "./problem-sink.js";
import type { SourceFile } from "./source-file.js";
import { readYaml, type Value } from "./yaml-file.js";

/** The two parts of a rule's file. */
export interface FrontMatter {
  readonly meta: Value;
  readonly body: string;
  /** Offset of the body in the file. */
  readonly bodyOffset: number;
}

/** Splits a Markdown file into its YAML front matter, between two lines of `---`, and its body. */
export function readFrontMatter(source: SourceFile, sink: ProblemSink): FrontMatter | undefined {
  const { text } = source;
  const open = /^---[ \t]*\n/.exec(text);
  if (open === null) {
    const message =
      "The file must begin with front matter: a line `---`, then id, title, category and clauses, then a line `---`.";
    sink.error("EH_POLICY_FRONT_MATTER", source.originAt(0), message);
    return undefined;
  }
  const start = open[0].length;
  const close = /^---[ \t]*$/m.exec(text.slice(start));
  if (close === null) {
    sink.error("EH_POLICY_FRONT_MATTER", source.originAt(0), "The front matter has no end. Put a line `---` after it.");
    return undefined;
  }
  const bodyOffset = Math.min(text.length, start + close.index + close[0].length + 1);
  const yaml = readYaml(source, text.slice(start, start + close.index), start, sink);
  if (yaml === undefined) return undefined;
  if (yaml.root === undefined) {
    sink.error(
      "EH_POLICY_FRONT_MATTER",
      source.originAt(start),
      "The front matter is empty. Write id, title, category and clauses into it.",
    );
    return undefined;
  }
  return { meta: yaml.root, body: text.slice(bodyOffset), bodyOffset };
}
