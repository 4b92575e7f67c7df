import type { Explanation } from "@evenhand/policy";
import { EXIT, type Io } from "../../io.js";
import { coloursFor } from "../../output/colours.js";
import { formatExplanation } from "../../output/explanation-tree.js";
import { print } from "../../output/print.js";
import { openRemote, type RemoteOptions } from "../remote.js";

interface ExplainOptions extends RemoteOptions {
  readonly detector?: string;
  readonly json?: true;
}

interface Explained {
  readonly id: string;
  readonly policy: string;
  readonly explanations: readonly Explanation[];
}

/** `evenhand decisions explain ID`: by the service, under the policy that made the decision. */
export async function explainDecision(id: string, options: ExplainOptions, io: Io): Promise<number> {
  const explained = await openRemote(options, io).ask<Explained>(`/v1/decisions/${encodeURIComponent(id)}/explain`, {
    query: { detector: options.detector },
  });
  if (options.json) {
    await print(io, JSON.stringify(explained));
    return EXIT.done;
  }
  const colours = coloursFor(io.stdout, io.env);
  const { explanations, policy } = explained;
  await print(
    io,
    `Decision ${explained.id} under ${policy}`,
    ...(explanations.length === 0
      ? ["No detector had a finding. Name one with --detector ID to see why it did not hold."]
      : explanations.map((one) => `\n${formatExplanation(one, colours)}`)),
  );
  return EXIT.done;
}
