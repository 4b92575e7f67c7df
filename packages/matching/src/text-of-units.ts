/** A string of the first `length` of some code units. */
export function textOf(units: Uint16Array, length: number): string {
  let text = "";
  // In chunks, because each unit is one argument of the call.
  for (let at = 0; at < length; at += 8192) {
    const chunk = units.subarray(at, Math.min(at + 8192, length));
    // Spreading goes through an iterator, at a fifth of the speed.
    text += String.fromCharCode.apply(undefined, chunk as unknown as number[]);
  }
  return text;
}
