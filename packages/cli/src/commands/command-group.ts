import { Command } from "commander";

/** A group of commands such as `evenhand keys`. Alone it is a question for its help. */
export function commandGroup(name: string, description: string, help: string, parent: Command): Command {
  return new Command(name).description(description).copyInheritedSettings(parent).addHelpText("after", help);
}

/** The end of a help text: lines to copy. */
export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}`;
}

/** A key that makes a request safe to repeat. */
export function idempotencyKey(): Record<string, string> {
  return { "idempotency-key": `"${crypto.randomUUID()}"` };
}
