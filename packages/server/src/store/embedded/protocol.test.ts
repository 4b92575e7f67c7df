import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { queryMessage, startupMessage, SYNC, type Unit, UnitReader } from "./protocol.js";

const message = (type: string, body: string): Uint8Array => {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(4 + Buffer.byteLength(body), 1);
  return Buffer.concat([head, Buffer.from(body)]);
};
const query = (closing: boolean, ...messages: Uint8Array[]): Unit => ({
  kind: "query",
  messages: Buffer.concat(messages),
  closing,
});

describe("what a client sends", () => {
  const parse = message("P", "\0select 1\0\0\0");
  const bind = message("B", `\0\0${"x".repeat(1000)}`);
  const flush = message("H", "");
  const sent = Buffer.concat([
    startupMessage("postgres", "postgres"),
    queryMessage("select 1"),
    parse,
    bind,
    SYNC,
    parse,
    flush,
    bind,
    SYNC,
    message("X", ""),
  ]);
  const units: Unit[] = [
    { kind: "startup" },
    query(true, queryMessage("select 1")),
    query(true, parse, bind, SYNC),
    query(false, parse, flush),
    query(true, bind, SYNC),
    { kind: "terminate" },
  ];

  test("is the same units however it is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: sent.length }), { maxLength: 20 }), (cuts) => {
        const reader = new UnitReader();
        const places = [0, ...cuts.sort((a, b) => a - b), sent.length];
        const read = places.slice(1).flatMap((end, index) => reader.push(sent.subarray(places[index], end)));
        expect(read.map(plain)).toEqual(units.map(plain));
      }),
    );
  });

  test("is held back until it is complete", () => {
    const reader = new UnitReader();
    reader.push(Buffer.from(startupMessage("a", "b")));
    expect(reader.push(Buffer.concat([parse, bind]))).toEqual([]);
    expect(reader.push(Buffer.from(SYNC))).toHaveLength(1);
  });

  test("may open with a question for encryption, or be to cancel", () => {
    const code = (value: number, ...rest: number[]): Buffer => {
      const bytes = Buffer.alloc(8 + rest.length * 4);
      for (const [index, number] of [bytes.length, value, ...rest].entries()) bytes.writeInt32BE(number, index * 4);
      return bytes;
    };
    const reader = new UnitReader();
    expect(reader.push(code(80877103))).toEqual([{ kind: "encryption" }]);
    expect(reader.push(Buffer.from(startupMessage("a", "b")))).toEqual([{ kind: "startup" }]);
    expect(new UnitReader().push(code(80877102, 1, 2))).toEqual([{ kind: "cancel" }]);
  });

  test("is refused where its length is nonsense", () => {
    expect(() => new UnitReader().push(Buffer.from("GET / HTTP/1.1\r\n"))).toThrow(RangeError);
  });
});

function plain(unit: Unit): unknown {
  return unit.kind === "query" ? { ...unit, messages: Buffer.from(unit.messages).toString("hex") } : unit;
}
