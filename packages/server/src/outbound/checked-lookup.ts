/** DNS for outbound calls: a connection is only ever made to an address that was checked. */
import { lookup as systemLookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import { isAllowedAddress } from "./addresses.js";

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Finds the addresses of a name; rejects where there are none. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** The system's resolver, with its hosts file. */
export const systemResolve: Resolve = (hostname) => systemLookup(hostname, { all: true, verbatim: true });

/** What a lookup fails with where no address of the name may be called. */
export class AddressRefused extends Error {
  override readonly name = "AddressRefused";
  readonly code = "EH_OUTBOUND_REFUSED";
}

/**
 * A `lookup` for sockets: resolves once and gives the socket only addresses that passed the check. There is no second
 * resolution between check and connection, so a name cannot answer differently in between (DNS rebinding).
 */
export function checkedLookup(resolve: Resolve, allowPrivate: boolean): LookupFunction {
  return (hostname, options, callback) => {
    const answer = async (): Promise<void> => {
      const found = await resolve(hostname);
      const allowed = found.filter(({ address }) => isAllowedAddress(address, allowPrivate));
      // Which address it was is not told: the names of an inner network are nobody's business.
      if (allowed.length === 0) throw new AddressRefused(`${hostname} has no address that may be called`);
      const family = options.family === "IPv4" ? 4 : options.family === "IPv6" ? 6 : options.family;
      const wanted = family === 4 || family === 6 ? allowed.filter((one) => one.family === family) : allowed;
      const given = wanted.length > 0 ? wanted : allowed;
      // Outside of the promise, so that what a socket throws is not taken for a failed lookup.
      setImmediate(() => {
        if (options.all === true) callback(null, [...given]);
        else callback(null, given[0]?.address ?? "", given[0]?.family);
      });
    };
    answer().catch((error: unknown) => setImmediate(callback, error as NodeJS.ErrnoException, ""));
  };
}
