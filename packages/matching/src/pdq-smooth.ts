/**
 * Shrinking a grey image to 64 × 64: two passes of a moving average along rows and along columns (Jarosz, "Fast Image
 * Convolutions", 2001), then the middle of each of 64 × 64 blocks. In single precision and in the order of the PDQ reference,
 * so that the last bit agrees. What no block's middle needs is not computed in the last pass.
 */
import { type GreyImage, PDQ_LARGEST_SIDE } from "./pdq-pixels.js";

/** Side of the image that is transformed. */
export const PDQ_SIDE = 64;

/** Twice the window makes up 1/64 of a side. */
const BLOCKS = 128;

const first = new Float32Array(PDQ_LARGEST_SIDE * PDQ_LARGEST_SIDE);
const second = new Float32Array(PDQ_LARGEST_SIDE * PDQ_LARGEST_SIDE);
const sums = new Float32Array(PDQ_LARGEST_SIDE);

/** Writes the 64 × 64 values to `into`. */
export function shrink({ values, width, height }: GreyImage, into: Float32Array): void {
  if (width === PDQ_SIDE && height === PDQ_SIDE) {
    into.set(values.subarray(0, PDQ_SIDE * PDQ_SIDE));
    return;
  }
  const alongRows = windowOf(width);
  const alongColumns = windowOf(height);
  const columns = middles(width);
  averageRows(values, first, width, height, alongRows);
  averageColumns(first, second, width, height, alongColumns);
  averageRows(second, first, width, height, alongRows);
  // Of the last pass only the columns of the blocks' middles are looked at.
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < PDQ_SIDE; x++) second[y * PDQ_SIDE + x] = first[y * width + columns[x]!]!;
  }
  averageColumns(second, first, PDQ_SIDE, height, alongColumns);
  middles(height).forEach((row, y) => {
    into.set(first.subarray(row * PDQ_SIDE, (row + 1) * PDQ_SIDE), y * PDQ_SIDE);
  });
}

function windowOf(side: number): number {
  return Math.floor((side + BLOCKS - 1) / BLOCKS);
}

/** Where the middle of each block lies on a side. */
function middles(side: number): Int32Array {
  return Int32Array.from({ length: PDQ_SIDE }, (_, block) => Math.floor(((block + 0.5) * side) / PDQ_SIDE));
}

/**
 * Along each row: the window grows at the beginning, slides, and shrinks at the end. Four rows go side by side, because each
 * sum waits for the one before; the last four overlap where the height is no multiple of four.
 */
function averageRows(from: Float32Array, to: Float32Array, width: number, height: number, window: number): void {
  const ahead = Math.floor((window + 2) / 2) - 1;
  for (let y = 0; y < height; y += 4) {
    const row = Math.min(y, height - 4) * width;
    const end = row + width;
    let right = row;
    let left = row;
    let out = row;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (; right < row + ahead; right++) {
      a = Math.fround(a + from[right]!);
      b = Math.fround(b + from[right + width]!);
      c = Math.fround(c + from[right + 2 * width]!);
      d = Math.fround(d + from[right + 3 * width]!);
    }
    for (let size = ahead + 1; size <= window; size++, right++, out++) {
      a = Math.fround(a + from[right]!);
      b = Math.fround(b + from[right + width]!);
      c = Math.fround(c + from[right + 2 * width]!);
      d = Math.fround(d + from[right + 3 * width]!);
      to[out] = a / size;
      to[out + width] = b / size;
      to[out + 2 * width] = c / size;
      to[out + 3 * width] = d / size;
    }
    for (; right < end; right++, left++, out++) {
      a = Math.fround(Math.fround(a + from[right]!) - from[left]!);
      b = Math.fround(Math.fround(b + from[right + width]!) - from[left + width]!);
      c = Math.fround(Math.fround(c + from[right + 2 * width]!) - from[left + 2 * width]!);
      d = Math.fround(Math.fround(d + from[right + 3 * width]!) - from[left + 3 * width]!);
      to[out] = a / window;
      to[out + width] = b / window;
      to[out + 2 * width] = c / window;
      to[out + 3 * width] = d / window;
    }
    for (let size = window - 1; out < end; size--, left++, out++) {
      a = Math.fround(a - from[left]!);
      b = Math.fround(b - from[left + width]!);
      c = Math.fround(c - from[left + 2 * width]!);
      d = Math.fround(d - from[left + 3 * width]!);
      to[out] = a / size;
      to[out + width] = b / size;
      to[out + 2 * width] = c / size;
      to[out + 3 * width] = d / size;
    }
  }
}

/** The same along each column, all columns side by side, because that is how they lie in memory. */
function averageColumns(from: Float32Array, to: Float32Array, width: number, height: number, window: number): void {
  const ahead = Math.floor((window + 2) / 2) - 1;
  const end = height * width;
  let right = 0;
  let left = 0;
  let out = 0;
  sums.fill(0, 0, width);
  for (; right < ahead * width; right += width) {
    for (let x = 0; x < width; x++) sums[x] = sums[x]! + from[right + x]!;
  }
  for (let size = ahead + 1; size <= window; size++) {
    for (let x = 0; x < width; x++) {
      const sum = Math.fround(sums[x]! + from[right + x]!);
      sums[x] = sum;
      to[out + x] = sum / size;
    }
    right += width;
    out += width;
  }
  for (; right < end; right += width, left += width, out += width) {
    for (let x = 0; x < width; x++) {
      const sum = Math.fround(Math.fround(sums[x]! + from[right + x]!) - from[left + x]!);
      sums[x] = sum;
      to[out + x] = sum / window;
    }
  }
  for (let size = window - 1; out < end; size--, left += width, out += width) {
    for (let x = 0; x < width; x++) {
      const sum = Math.fround(sums[x]! - from[left + x]!);
      sums[x] = sum;
      to[out + x] = sum / size;
    }
  }
}
