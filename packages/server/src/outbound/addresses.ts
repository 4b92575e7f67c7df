/** Which IP addresses may be called. Ranges: the IANA special-purpose address registries (RFC 6890), as ipaddr.js has them. */
import ipaddr from "ipaddr.js";

/** Global unicast, the only part of IPv6 that is handed out to hosts of the internet (RFC 4291, 2.4). */
const GLOBAL_UNICAST = ipaddr.IPv6.parse("2000::");
const GLOBAL_UNICAST_BITS = 3;

/**
 * Whether an address belongs to the public internet. False for private, loopback, link-local (cloud metadata),
 * carrier-grade NAT, multicast, unspecified, documentation and reserved ranges, and for IPv6 that wraps IPv4 (mapped,
 * compatible, NAT64, 6to4, Teredo): what is wrapped could be private, and no public server needs to be reached that way.
 *
 * @param address in the form that DNS and sockets give; anything else is not public
 */
export function isPublicAddress(address: string): boolean {
  // A zone (`fe80::1%eth0`) only makes sense on a link.
  if (!ipaddr.isValid(address) || address.includes("%")) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== "unicast") return false;
  return parsed.kind() === "ipv4" || (parsed as ipaddr.IPv6).match(GLOBAL_UNICAST, GLOBAL_UNICAST_BITS);
}

/**
 * Whether an address can be called at all where private ones are allowed: not multicast, broadcast or unspecified.
 * An unspecified address would reach this machine by another name.
 */
export function isHostAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const range = ipaddr.process(address).range();
  return range !== "multicast" && range !== "broadcast" && range !== "unspecified";
}

/** Whether a call to this address is allowed. */
export function isAllowedAddress(address: string, allowPrivate: boolean): boolean {
  return allowPrivate ? isHostAddress(address) : isPublicAddress(address);
}
