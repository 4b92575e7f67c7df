import { validateEvent } from "@evenhand/contract";
import { textOf } from "../event-text.js";
import type { Io } from "../io.js";
import { openSource } from "./byte-source.js";
import { readLines } from "./read-jsonl.js";

/** Texts that are read of a sample: enough to tell a common term from a rare one. */
const MAX_SAMPLE = 100_000;
const MAX_CHARACTERS = 50_000_000;

/**
 * Ordinary texts of a community: the first {@link MAX_SAMPLE} lines of a file, each a text or an event.
 *
 * @throws EvenhandError EH_INPUT_* where the file cannot be read
 */
export async function readSample(path: string, io: Io): Promise<readonly string[]> {
  const texts: string[] = [];
  let characters = 0;
  for await (const lines of readLines(await openSource(path, io), () => undefined)) {
    for (const line of lines) {
      if ("problem" in line) continue;
      const text = line.text.startsWith("{") ? eventText(line.text) : line.text;
      texts.push(text);
      characters += text.length;
      if (texts.length >= MAX_SAMPLE || characters > MAX_CHARACTERS) return texts;
    }
  }
  return texts;
}

/** What people wrote in an event; a line that is none is a text. */
function eventText(line: string): string {
  try {
    const result = validateEvent(JSON.parse(line));
    return result.ok ? textOf(result.event) : line;
  } catch {
    return line;
  }
}
