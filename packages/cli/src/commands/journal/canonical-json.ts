/**
 * A JSON value in its one canonical form (RFC 8785): keys sorted by their UTF-16 code units, no white space, numbers and
 * strings as ECMAScript writes them. Written here anew, so that verifying does not lean on the code that it verifies.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = value as Readonly<Record<string, unknown>>;
  return `{${Object.keys(fields)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(fields[key])}`)
    .join(",")}}`;
}
