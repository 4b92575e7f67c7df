import type { WebhookTestResult } from "@evenhand/contract";
import { EXIT, type Io } from "../../io.js";
import { coloursFor } from "../../output/colours.js";
import { print } from "../../output/print.js";
import { safeLine } from "../../output/safe-text.js";
import { openRemote, type RemoteOptions } from "../remote.js";
import { webhookPath } from "./webhook-path.js";

interface TestOptions extends RemoteOptions {
  readonly json?: true;
}

/** An endpoint may take as long as it is given, and the service answers only then. */
const TIMEOUT_MS = 60_000;

/** `evenhand webhooks test ID`: 1 where the endpoint did not accept the message. */
export async function testWebhook(id: string, options: TestOptions, io: Io): Promise<number> {
  const result = await openRemote(options, io).ask<WebhookTestResult>(webhookPath(id, "test"), {
    method: "POST",
    timeoutMs: TIMEOUT_MS,
  });
  const { accepted, status, error, ms } = result;
  const { green, red } = coloursFor(io.stdout, io.env);
  const answer = [status === null ? "no answer" : `answered ${status}`, ...(error === null ? [] : [safeLine(error)])];
  const said = `${accepted ? green("Accepted") : red("Not accepted")}: ${answer.join(", ")}, after ${ms} ms.`;
  await print(io, options.json ? JSON.stringify(result) : said);
  return accepted ? EXIT.done : EXIT.differences;
}
