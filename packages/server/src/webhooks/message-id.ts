import { createHash } from "node:crypto";

const ID_BYTES = 16;

/**
 * The id of the message that tells an endpoint of a journal entry: always the same, so that whoever receives it twice
 * knows, also after messages were made anew.
 */
export function messageId(endpointId: string, seq: number): string {
  const hash = createHash("sha256").update(`evenhand/webhook/${endpointId}/${seq}`, "utf8").digest();
  return `msg_${hash.subarray(0, ID_BYTES).toString("hex")}`;
}
