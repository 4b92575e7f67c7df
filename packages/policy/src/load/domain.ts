import { createDomainBank, MatchingError } from "@evenhand/matching";
import type { Origin } from "../model.js";
import type { ProblemSink } from "./problem-sink.js";
import { quote } from "./values.js";

const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/**
 * The host that an entry of a domain bank names: lower case, in ASCII form (punycode), without a dot at the end.
 * An entry covers the host and everything below it.
 */
export function parseDomain(text: string, origin: Origin, sink: ProblemSink): string | undefined {
  const refuse = (advice: string): undefined =>
    sink.error("EH_POLICY_BANK", origin, `${quote(text)} is not a domain. ${advice}`);
  if (text.includes("://")) return refuse("Leave out the protocol: example.test.");
  if (text.includes("/")) return refuse("Write the path apart: { domain: example.test, path: /shop }.");
  if (text.startsWith("*.")) return refuse(`Leave out the star: ${quote(text.slice(2))} covers every host below it.`);
  const host = toAscii(text);
  const labels = host?.split(".") ?? [];
  if (labels.length === 0 || !labels.every((label) => LABEL.test(label)))
    return refuse("Write a host such as example.test.");
  return host;
}

/** Whether links can be compared with an entry; what cannot is reported. */
export function isComparable(
  entry: { domain: string; path: string | undefined },
  origin: Origin,
  sink: ProblemSink,
): boolean {
  const { domain, path } = entry;
  try {
    createDomainBank([{ id: domain, domain, ...(path === undefined ? {} : { path }) }]);
    return true;
  } catch (error) {
    if (!(error instanceof MatchingError)) throw error;
    sink.error(
      "EH_POLICY_BANK",
      origin,
      `No link can lead to ${quote(domain + (path ?? ""))}. Write a host such as example.test, and a path apart from it.`,
    );
    return false;
  }
}

function toAscii(text: string): string | undefined {
  if (/[\s@:?#[\]\\%]/.test(text)) return undefined;
  try {
    return new URL(`http://${text}`).hostname.replace(/\.$/, "");
  } catch {
    return undefined;
  }
}
