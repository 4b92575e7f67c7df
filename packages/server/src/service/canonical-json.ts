import canonicalizeModule from "canonicalize";

// The package is a CommonJS module whose types promise a default export that Node does not make.
/** A value as canonical JSON (RFC 8785): equal for equal values, whatever the order of their fields. */
export const canonicalJson = canonicalizeModule as unknown as (value: unknown) => string;
