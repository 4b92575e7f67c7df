/** What commands on banks share. */
import { EvenhandError } from "@evenhand/contract";
import type { Bank, EntryFields } from "@evenhand/policy";
import { openSoundPolicy, type SoundPolicy } from "../../load-policy.js";
import type { RemoteOptions } from "../remote.js";

export interface BankOptions extends RemoteOptions {
  /** The folder to work on, in place of the service. */
  readonly policy?: string;
  readonly json?: true;
}

/** The address of a bank at the service, with what follows it. */
export function bankPath(name: string, ...parts: readonly string[]): string {
  return `/v1/banks/${[name, ...parts].map(encodeURIComponent).join("/")}`;
}

/**
 * A bank of a policy folder.
 *
 * @throws EvenhandError EH_POLICY_INVALID; EH_USAGE where there is no such bank
 */
export async function openBank(
  folder: string,
  name: string,
): Promise<{ readonly opened: SoundPolicy; readonly bank: Bank }> {
  const opened = await openSoundPolicy(folder);
  const bank = opened.policy.banks.find((one) => one.name === name);
  if (bank !== undefined) return { opened, bank };
  const names = opened.policy.banks.map((one) => one.name);
  throw new EvenhandError(
    "EH_USAGE",
    `The policy in ${folder} has no bank ${JSON.stringify(name)}. ${names.length === 0 ? "It has none." : `It has ${names.join(", ")}.`}`,
  );
}

/** An entry in a line, whatever its kind. */
export function nameOf(entry: EntryFields): string {
  const { text, domain, path = "", pdq, sha256, md5, match = "word", allow } = entry;
  const hash = pdq === undefined ? (sha256 === undefined ? `md5:${md5}` : `sha256:${sha256}`) : `pdq:${pdq}`;
  const name = text ?? (domain === undefined ? hash : `${domain}${path}`);
  return `${allow === true ? "not: " : ""}${name}${match === "word" ? "" : ` (${match})`}`;
}

/** `pdq:…`, `sha256:…` or `md5:…` apart; a hash without a name is taken by its length, as PDQ where two are as long. */
export function hashOf(
  text: string,
): { readonly pdq?: string; readonly sha256?: string; readonly md5?: string } | undefined {
  const [, kind, hash = ""] = /^(?:(pdq|sha256|md5):)?([\da-f]{32}|[\da-f]{64})$/i.exec(text.trim()) ?? [];
  if (hash === "") return undefined;
  return { [kind?.toLowerCase() ?? (hash.length === 32 ? "md5" : "pdq")]: hash.toLowerCase() };
}
