/**
 * Arrays of texts and bytes in PostgreSQL's binary format. The driver writes arrays as text and escapes every quote of every
 * element, twice over for JSON; for the columns that hold whole events that was the largest part of sending them.
 *
 * Format: `array_send` in src/backend/utils/adt/arrayfuncs.c; integers are big-endian.
 */
const TEXT_OID = 25;
const BYTEA_OID = 17;
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;

/** `text[]` for a parameter that is cast to it; null elements stay null. */
export function textArray(values: readonly (string | null)[]): Buffer {
  let size = HEADER_BYTES;
  for (const value of values) size += LENGTH_BYTES + (value === null ? 0 : Buffer.byteLength(value, "utf8"));
  const out = Buffer.allocUnsafe(size);
  let at = writeHeader(out, TEXT_OID, values);
  for (const value of values) {
    if (value === null) {
      at = out.writeInt32BE(-1, at);
      continue;
    }
    const written = out.write(value, at + LENGTH_BYTES, "utf8");
    out.writeInt32BE(written, at);
    at += LENGTH_BYTES + written;
  }
  return out;
}

/** `bytea[]` for a parameter that is cast to it. */
export function byteaArray(values: readonly Uint8Array[]): Buffer {
  let size = HEADER_BYTES;
  for (const value of values) size += LENGTH_BYTES + value.length;
  const out = Buffer.allocUnsafe(size);
  let at = writeHeader(out, BYTEA_OID, values);
  for (const value of values) {
    at = out.writeInt32BE(value.length, at);
    out.set(value, at);
    at += value.length;
  }
  return out;
}

/** Dimensions, whether there are nulls, the elements' type, and the one dimension from 1. */
function writeHeader(out: Buffer, oid: number, values: readonly unknown[]): number {
  out.writeInt32BE(1, 0);
  out.writeInt32BE(values.includes(null) ? 1 : 0, 4);
  out.writeInt32BE(oid, 8);
  out.writeInt32BE(values.length, 12);
  return out.writeInt32BE(1, 16);
}
