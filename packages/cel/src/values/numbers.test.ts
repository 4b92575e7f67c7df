import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimalText, scientificText } from "../stdlib/decimal-text.js";
import { CelError } from "./error.js";
import {
  addInt,
  divideInt,
  type Int,
  INT_MAX,
  INT_MIN,
  intFromBigInt,
  moduloInt,
  multiplyInt,
  negateInt,
  subtractInt,
} from "./int.js";
import { CelMap } from "./map.js";
import { CelDouble } from "./double.js";
import { CelUint } from "./uint.js";

const EDGES = [0n, 1n, -1n, 2n ** 53n - 1n, 2n ** 53n, -(2n ** 53n), 2n ** 53n + 1n, 3037000500n, INT_MAX, INT_MIN];
const int64 = fc.oneof(fc.constantFrom(...EDGES), fc.bigInt(INT_MIN, INT_MAX), fc.bigInt(-100n, 100n));

/** What a result must be: the exact one where it fits in 64 bits, else an error. */
function expectExact(actual: Int | CelError, exact: bigint): void {
  if (exact > INT_MAX || exact < INT_MIN) expect(actual).toMatchObject({ code: "EH_CEL_OVERFLOW" });
  else {
    expect(actual).not.toBeInstanceOf(CelError);
    expect(BigInt(actual as Int)).toBe(exact);
    expect(typeof actual).toBe(Number.isSafeInteger(Number(exact)) ? "number" : "bigint");
    expect(Object.is(actual, -0)).toBe(false);
  }
}

describe("int", () => {
  it("computes exactly in 64 bits and says when it overflows", () => {
    fc.assert(
      fc.property(int64, int64, (a, b) => {
        const [x, y] = [intFromBigInt(a), intFromBigInt(b)] as [Int, Int];
        expectExact(addInt(x, y), a + b);
        expectExact(subtractInt(x, y), a - b);
        expectExact(multiplyInt(x, y), a * b);
        expectExact(negateInt(x), -a);
        if (b === 0n) {
          expect(divideInt(x, y)).toMatchObject({ code: "EH_CEL_DIVIDE_BY_ZERO" });
          expect(moduloInt(x, y)).toMatchObject({ code: "EH_CEL_DIVIDE_BY_ZERO" });
        } else {
          expectExact(divideInt(x, y), a / b);
          expectExact(moduloInt(x, y), a % b);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("map keys", () => {
  it("are equal across numeric types, and only then", () => {
    const map = new CelMap();
    expect(map.add(1, "int")).toBe(true);
    expect(map.add(new CelUint(1n), "uint")).toBe(false);
    expect(map.add("1", "text")).toBe(true);
    expect(map.add(true, "bool")).toBe(true);
    expect(map.add(2n ** 60n, "large")).toBe(true);
    expect(map.get(new CelDouble(1))).toBe("int");
    expect(map.get(new CelUint(2n ** 60n))).toBe("large");
    expect(map.get(new CelDouble(1.5))).toBeUndefined();
    expect(map.get(new CelDouble(NaN))).toBeUndefined();
    expect(map.size).toBe(4);
  });
});

describe("decimals", () => {
  it.each<[number, number, string]>([
    [2.5, 0, "2"],
    [3.5, 0, "4"],
    [-2.5, 0, "-2"],
    [0.5, 0, "0"],
    [9.5, 0, "10"],
    [1.2345, 3, "1.234"],
    [0.125, 2, "0.12"],
    [0.375, 2, "0.38"],
    [1e21, 2, "1000000000000000000000.00"],
    [-0, 1, "-0.0"],
  ])("%d with %d decimals is %s", (value, precision, text) => {
    expect(decimalText(value, precision)).toBe(text);
  });

  it("in scientific notation round ties to even too", () => {
    expect(scientificText(2.5, 0)).toBe("2e+00");
    expect(scientificText(1.5e-7, 0)).toBe("1e-07");
    expect(scientificText(9.5, 0)).toBe("1e+01");
    expect(scientificText(1052.032911275, 6)).toBe("1.052033e+03");
  });

  it("are within half a unit of the value", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.integer({ min: 0, max: 8 }),
        (value, precision) => {
          expect(Math.abs(Number(decimalText(value, precision)) - value)).toBeLessThanOrEqual(
            0.5000001 * 10 ** -precision,
          );
        },
      ),
    );
  });
});
