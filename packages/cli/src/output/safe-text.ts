/**
 * User content as one line that cannot steer a terminal: control characters, line ends and the marks that change the
 * direction of writing become spaces, and runs of spaces one space.
 *
 * @param limit characters (UTF-16) to look at
 */
export function safeLine(text: string, limit = 1_000): string {
  return text.slice(0, limit).replaceAll(UNSAFE, " ").replaceAll(/ {2,}/g, " ").trim();
}

/** The same for text of several lines, as in messages with a caret: newlines and indentation stay. */
export function safeBlock(text: string): string {
  return text.replaceAll(/[^\S\n ]|\p{Cc}|\p{Bidi_Control}/gu, (at) => (at === "\n" ? at : " "));
}

const UNSAFE = /[\s\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]/gu;
