import type { NewWebhook } from "@evenhand/contract";
import type { Io } from "../../io.js";
import { coloursFor } from "../../output/colours.js";
import { print } from "../../output/print.js";
import { safeLine } from "../../output/safe-text.js";

/** Prints an endpoint with what its messages are verified with, which cannot be read again. */
export async function printSecret({ webhook, secret }: NewWebhook, json: true | undefined, io: Io): Promise<void> {
  if (json) return print(io, JSON.stringify({ webhook, secret }));
  const { bold, dim } = coloursFor(io.stdout, io.env);
  const what = secret.startsWith("whpk_")
    ? "Its public key, to verify messages with:"
    : "Its secret, to verify messages with. It is shown only now:";
  await print(
    io,
    `Endpoint ${webhook.id} at ${safeLine(webhook.url)} is told ${webhook.acts.map((act) => safeLine(act)).join(", ")}.`,
    what,
    "",
    `  ${bold(secret)}`,
    "",
    dim(`Try it: evenhand webhooks test ${webhook.id}`),
  );
}
