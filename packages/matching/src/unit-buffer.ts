/** A growing buffer of UTF-16 code units: building a string piece by piece makes a rope, which is slow to read back. */
export class UnitBuffer {
  #units: Uint16Array;
  #length = 0;

  constructor(expected: number) {
    this.#units = new Uint16Array(expected + 16);
  }

  append(piece: string): void {
    const end = this.#length + piece.length;
    if (end > this.#units.length) {
      const grown = new Uint16Array(end * 2);
      grown.set(this.#units);
      this.#units = grown;
    }
    for (let i = 0; i < piece.length; i++) this.#units[this.#length + i] = piece.charCodeAt(i);
    this.#length = end;
  }

  toString(): string {
    let text = "";
    // In chunks, because each unit is one argument of the call.
    for (let at = 0; at < this.#length; at += 8192) {
      text += String.fromCharCode(...this.#units.subarray(at, Math.min(at + 8192, this.#length)));
    }
    return text;
  }
}
