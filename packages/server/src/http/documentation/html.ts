/** HTML that cannot be broken out of: everything but {@link Html} is escaped. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | undefined | readonly Part[];

/** A template of HTML; what is put in is escaped, unless it is HTML itself. Lists are joined, undefined is nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((text, string, i) => text + string + (i < parts.length ? render(parts[i]) : ""), ""));
}

/** Plain text with `code` between backticks. */
export function prose(text: string): Html {
  return new Html(
    text
      .split("`")
      .map((part, i) => (i % 2 === 1 ? `<code>${escape(part)}</code>` : escape(part)))
      .join(""),
  );
}

function render(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "string" || typeof part === "number") return escape(String(part));
  return part.map(render).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
