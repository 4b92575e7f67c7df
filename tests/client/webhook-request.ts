import { createHmac, randomUUID } from "node:crypto";

export const WEBHOOK_SECRET = `whsec_${Buffer.from("a secret of thirty-two characters").toString("base64")}`;

/** A webhook as Evenhand sends it: Standard Webhooks, v1. */
export function signedWebhook(
  type: string,
  data: object,
  id = `msg_${randomUUID()}`,
  secret = WEBHOOK_SECRET,
): { method: string; headers: Record<string, string>; body: string } {
  const now = new Date();
  const seconds = String(Math.floor(now.getTime() / 1_000));
  const body = JSON.stringify({ type, timestamp: now.toISOString(), data });
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
  const headers = {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": seconds,
    "webhook-signature": `v1,${signature}`,
  };
  return { method: "POST", headers, body };
}

/** What a measure's act says, after which `active` measures are in force, each until then. */
export function measureData(
  kind: string,
  target: { kind: string; id: string },
  active: readonly (string | [kind: string, until: string])[],
): object {
  const clause = "spam.flooding";
  const list = active.map((one) => {
    const [name, until] = typeof one === "string" ? [one, null] : one;
    return { measure: "m1", kind: name, clause, scope: null, until };
  });
  const effective = { strongest: list[0]?.kind ?? null, active: list };
  return { measure: "m1", kind, target, account: "7", item: null, scope: null, clause, statement: "s1", effective };
}
