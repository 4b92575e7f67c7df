/** Hosts as people see them: the labels of IDN decoded from Punycode (RFC 3492). */

const BASE = 36;
const MIN = 1;
const MAX = 26;
const SKEW = 38;
const DAMP = 700;
const FIRST_BIAS = 72;
const FIRST_CODE_POINT = 0x80;

/** The longest label that DNS allows. */
const MAX_LABEL = 63;

/** A host in lower-case ASCII with its `xn--` labels decoded. A label that is no Punycode stays as it is. */
export function hostToUnicode(host: string): string {
  if (!host.includes("xn--")) return host;
  return host
    .split(".")
    .map((label) => (label.startsWith("xn--") ? (decode(label.slice(4)) ?? label) : label))
    .join(".");
}

function decode(label: string): string | undefined {
  if (label === "" || label.length > MAX_LABEL) return undefined;
  const dash = label.lastIndexOf("-");
  const decoded = Array.from(dash > 0 ? label.slice(0, dash) : "", (letter) => letter.charCodeAt(0));
  let codePoint = FIRST_CODE_POINT;
  let bias = FIRST_BIAS;
  let index = 0;
  for (let at = dash > 0 ? dash + 1 : 0; at < label.length;) {
    const before = index;
    let weight = 1;
    for (let k = BASE; ; k += BASE) {
      const digit = digitOf(label.charCodeAt(at++));
      if (digit < 0) return undefined;
      index += digit * weight;
      const threshold = Math.min(MAX, Math.max(MIN, k - bias));
      if (digit < threshold) break;
      weight *= BASE - threshold;
      if (index > 0x7fff_ffff || weight > 0x7fff_ffff) return undefined;
    }
    const length = decoded.length + 1;
    bias = adapt(index - before, length, before === 0);
    codePoint += Math.floor(index / length);
    if (codePoint > 0x10ffff) return undefined;
    index %= length;
    decoded.splice(index++, 0, codePoint);
  }
  return String.fromCodePoint(...decoded);
}

function digitOf(unit: number): number {
  if (unit >= 0x61 && unit <= 0x7a) return unit - 0x61;
  return unit >= 0x30 && unit <= 0x39 ? unit - 0x30 + 26 : -1;
}

function adapt(delta: number, length: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? DAMP : 2));
  rest += Math.floor(rest / length);
  let k = 0;
  while (rest > ((BASE - MIN) * MAX) / 2) {
    rest = Math.floor(rest / (BASE - MIN));
    k += BASE;
  }
  return k + Math.floor(((BASE - MIN + 1) * rest) / (rest + SKEW));
}
