/** A heading that carries an id, and the Markdown under it. */
export interface Section {
  readonly id: string;
  /** Offset of the heading in the body. */
  readonly offset: number;
  readonly text: string;
}

const HEADING = /^ {0,3}(#{1,6})[ \t]+(.*)$/;
const HEADING_ID = /\{#([^{}\s]+)\}[ \t]*#*[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;

interface Heading {
  readonly level: number;
  readonly id: string | undefined;
  readonly offset: number;
  readonly end: number;
}

/**
 * The sections of a Markdown body whose ATX heading ends in `{#id}`. A section goes on to the next heading of its own level
 * or a higher one, or to the next heading with an id. Lines in fenced code blocks are no headings.
 */
export function sectionsOf(body: string): readonly Section[] {
  const headings = headingsOf(body);
  return headings.flatMap((heading, index) => {
    if (heading.id === undefined) return [];
    const next = headings.slice(index + 1).find((other) => other.level <= heading.level || other.id !== undefined);
    return [{ id: heading.id, offset: heading.offset, text: body.slice(heading.end, next?.offset).trim() }];
  });
}

function headingsOf(body: string): Heading[] {
  const headings: Heading[] = [];
  let fence: string | undefined;
  let offset = 0;
  for (const line of body.split("\n")) {
    const marks = FENCE.exec(line);
    if (fence !== undefined) {
      if (marks !== null && closes(marks, fence)) fence = undefined;
    } else if (marks !== null) fence = marks[1];
    else {
      const match = HEADING.exec(line);
      if (match !== null) {
        const id = HEADING_ID.exec(match[2] as string)?.[1];
        headings.push({ level: (match[1] as string).length, id, offset, end: offset + line.length });
      }
    }
    offset += line.length + 1;
  }
  return headings;
}

function closes(marks: RegExpExecArray, fence: string): boolean {
  const [, run = "", rest = ""] = marks;
  return run[0] === fence[0] && run.length >= fence.length && rest.trim() === "";
}
