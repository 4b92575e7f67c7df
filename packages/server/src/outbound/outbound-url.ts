import { isIP } from "node:net";
import { EvenhandError } from "@evenhand/contract";
import { isAllowedAddress } from "./addresses.js";
import { isAllowedPort } from "./ports.js";

/** Longest URL that is accepted. */
const MAX_URL_LENGTH = 2048;

/**
 * Checks what can be known of a URL without asking DNS. The names' addresses are checked at each connection.
 *
 * @param allowPrivate whether http and addresses that are not public are allowed
 * @throws EvenhandError EH_OUTBOUND_URL, with what is wrong
 */
export function parseOutboundUrl(text: string, allowPrivate: boolean): URL {
  if (text.length > MAX_URL_LENGTH) throw refuse(`The URL is longer than ${MAX_URL_LENGTH} characters.`);
  if (!URL.canParse(text)) throw refuse("This is not a URL. Give a whole one, such as https://example.org/hooks.");
  const url = new URL(text);
  if (url.protocol !== "https:" && !(allowPrivate && url.protocol === "http:")) {
    throw refuse("The URL has to begin with https://.");
  }
  if (url.username !== "" || url.password !== "") {
    throw refuse("The URL holds a user name or password. Leave it out: requests are signed.");
  }
  if (url.hash !== "") throw refuse("The URL has a fragment (#…), which is never sent. Leave it out.");
  if (!isAllowedPort(portOf(url)))
    throw refuse(`Port ${portOf(url)} belongs to another protocol. Use 443 or another port.`);
  const host = hostOf(url);
  // URL has already turned every form of an IPv4 address (decimal, octal, hexadecimal, short) into dotted numbers.
  if (isIP(host) !== 0 && !isAllowedAddress(host, allowPrivate)) {
    throw refuse(`The address ${host} is not a public one. An operator can allow private addresses.`);
  }
  return url;
}

/** The host without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.startsWith("[") ? url.hostname.slice(1, -1) : url.hostname;
}

function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}

function refuse(message: string): EvenhandError {
  return new EvenhandError("EH_OUTBOUND_URL", message);
}
