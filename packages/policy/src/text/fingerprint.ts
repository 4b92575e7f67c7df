/**
 * A short name for a text: equal texts have equal ones, and different texts practically never (64 bits).
 * White space counts as one blank. Not for secrets: it is not cryptographic. Multiply-xor mixing of two 32-bit lanes, after cyrb53 by bryc (public domain).
 */
export function fingerprint(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  let blank = true;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x20 || (code >= 9 && code <= 13)) {
      if (blank) continue;
      blank = true;
    } else blank = false;
    const unit = blank ? 0x20 : code;
    a = Math.imul(a ^ unit, 2_654_435_761);
    b = Math.imul(b ^ unit, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return (b >>> 0).toString(16).padStart(8, "0") + (a >>> 0).toString(16).padStart(8, "0");
}
