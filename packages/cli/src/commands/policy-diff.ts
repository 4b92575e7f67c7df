import { diffPolicies, renderDiff } from "@evenhand/policy";
import { EXIT, type Io } from "../io.js";
import { openSoundPolicy } from "../load-policy.js";
import { coloursFor } from "../output/colours.js";
import { print } from "../output/print.js";
import { safeBlock } from "../output/safe-text.js";

/**
 * `evenhand policy diff DIR OTHER`: what DIR says differently from OTHER, the older one.
 *
 * @returns 1 where the two could decide differently or publish other words
 */
export async function diffPolicy(folder: string, other: string, options: { json?: true }, io: Io): Promise<number> {
  const after = await openSoundPolicy(folder);
  const before = await openSoundPolicy(other);
  const diff = diffPolicies(before.policy, after.policy);
  if (options.json) await print(io, JSON.stringify(diff));
  else {
    const { green, red, yellow } = coloursFor(io.stdout, io.env);
    const paint: Readonly<Record<string, (line: string) => string>> = { "+": green, "-": red, "~": yellow };
    const maxWidth = Math.max(60, io.stdout.columns ?? 160);
    const lines = safeBlock(renderDiff(diff, { maxWidth })).trimEnd().split("\n");
    await print(io, ...lines.map((line) => (paint[line.trimStart().charAt(0)] ?? String)(line)));
  }
  return diff.changes.length > 0 ? EXIT.differences : EXIT.done;
}
