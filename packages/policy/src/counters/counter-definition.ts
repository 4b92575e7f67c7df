import { createHash } from "node:crypto";
import canonicalizeModule from "canonicalize";
import { counterForm } from "../load/canonical.js";
import type { CounterDecl } from "../model.js";

// A CommonJS module whose types promise a default export that Node does not make.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string;

/** Changes where the same definition would come to mean other counts. */
const FORM = 1;

/**
 * Names what a counter counts: equal for two counters exactly where name, event types, key, value, where, window and cap
 * are, whatever policy they stand in and however their expressions are spaced. 16 bytes of SHA-256, hexadecimal.
 *
 * A bank that an expression asks is not part of it: counts are kept when its entries change, and what was counted before
 * stays counted.
 */
export function counterDefinition(decl: CounterDecl): string {
  const form = { form: FORM, ...counterForm(decl), on: [...decl.on].sort() };
  return createHash("sha256").update(canonicalize(form), "utf8").digest("hex").slice(0, 32);
}
