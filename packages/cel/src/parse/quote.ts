const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** A string literal in double quotes; control characters and line separators are escaped, everything else stands as it is. */
export function quoteString(value: string): string {
  // eslint-disable-next-line no-control-regex -- escaping control characters is the purpose
  const escaped = value.replace(/["\\\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (char) => {
    return SHORT[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `"${escaped}"`;
}

/** A bytes literal; every byte outside printable ASCII is written in hexadecimal. */
export function quoteBytes(value: Uint8Array): string {
  const text = Array.from(value, (byte) => {
    const char = String.fromCharCode(byte);
    if (byte >= 0x20 && byte < 0x7f) return SHORT[char] ?? char;
    return `\\x${byte.toString(16).padStart(2, "0")}`;
  });
  return `b"${text.join("")}"`;
}
