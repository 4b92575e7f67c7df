import { isIn } from "./ask-bank.js";

/** Most variants of one bank that are kept: events come nearly in the order of their time. */
const KEPT = 2;

/**
 * Something compiled from entries of which some expire, as of a time. It is compiled anew only when one has expired since it
 * was asked last. Not mended in place, as what changes while a policy is in force is: which of two equally near entries is found
 * must depend on the time alone, and not on what was asked before.
 */
export function expiring<E extends { readonly expiresMs?: number }, T>(
  entries: readonly E[],
  compile: (entries: readonly E[]) => T,
): (asOf: number) => T {
  const ends = [...new Set(entries.flatMap(({ expiresMs }) => expiresMs ?? []))].sort((a, b) => a - b);
  const whole = compile(entries);
  if (ends.length === 0) return () => whole;
  const variants: { readonly past: number; readonly compiled: T }[] = [{ past: 0, compiled: whole }];
  return (asOf) => {
    let past = 0;
    while (past < ends.length && (ends[past] as number) <= asOf) past += 1;
    for (const variant of variants) if (variant.past === past) return variant.compiled;
    const compiled = compile(entries.filter((entry) => isIn(entry, asOf)));
    variants.unshift({ past, compiled });
    if (variants.length > KEPT) variants.pop();
    return compiled;
  };
}
