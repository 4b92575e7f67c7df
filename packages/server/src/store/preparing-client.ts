import { createHash } from "node:crypto";
import pg from "pg";

/**
 * Begins statements that are worth preparing: inserts of the decision path, whose text never changes. Statements that look
 * something up are not marked: a plan made while a table was small would be kept when it has grown.
 */
export const PREPARED = "/* prepared */";

/** Names by text; as many as there are such statements in the code. */
const names = new Map<string, string>();

/**
 * A client that prepares statements marked with {@link PREPARED} once a connection: parsing and planning them takes PostgreSQL
 * longer than carrying them out for a few events. All others are sent as ever.
 */
export class PreparingClient extends pg.Client {
  // The driver's overloads cannot be repeated here; whatever is not text with values goes through untouched.
  override query(...args: unknown[]): never {
    const [text, values, ...rest] = args;
    const send = super.query.bind(this) as (...given: unknown[]) => never;
    if (typeof text !== "string" || !Array.isArray(values) || !text.trimStart().startsWith(PREPARED))
      return send(...args);
    return send({ name: nameOf(text), text, values }, ...rest);
  }
}

function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = `eh_${createHash("sha256").update(text).digest("hex").slice(0, 24)}`;
    names.set(text, name);
  }
  return name;
}
