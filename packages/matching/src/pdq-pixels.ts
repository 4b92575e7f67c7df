/** From pixels to the grey values that PDQ starts with. */

/** An image of 8 bits a channel, without padding between rows. */
export interface Pixels {
  /** Row by row from the top, the channels of a pixel side by side: `width * height * channels` bytes. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** 1: grey, 2: grey and alpha, 3: red, green, blue, 4: those and alpha. Alpha is passed over, as the reference does. */
  readonly channels: 1 | 2 | 3 | 4;
}

/** A grey image: `width * height` values from 0 to 255, row by row. */
export interface GreyImage {
  readonly values: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** The reference works on at most so many pixels a side; a larger image is first brought to exactly this square. */
export const PDQ_LARGEST_SIDE = 512;

/** Each colour's part of the grey value (ITU-R BT.601), in single precision as the reference computes. */
const part = (share: number): Float32Array => {
  const rounded = Math.fround(share);
  return Float32Array.from({ length: 256 }, (_, value) => rounded * value);
};
const RED = part(0.299);
const GREEN = part(0.587);
const BLUE = part(0.114);

/** Kept between calls: an image is hashed faster than a megabyte is allocated. */
const scratch = new Float32Array(PDQ_LARGEST_SIDE * PDQ_LARGEST_SIDE);

/**
 * Grey values, of every pixel or, where a side exceeds 512, of the nearest neighbours that make up 512 × 512; its aspect
 * is not kept. The values are overwritten by the next call.
 */
export function greyImage({ data, width, height, channels }: Pixels): GreyImage {
  const large = width > PDQ_LARGEST_SIDE || height > PDQ_LARGEST_SIDE;
  const columns = large ? PDQ_LARGEST_SIDE : width;
  const rows = large ? PDQ_LARGEST_SIDE : height;
  const starts = Int32Array.from({ length: columns }, (_, x) => Math.floor((x * width) / columns) * channels);
  const coloured = channels >= 3;
  let at = 0;
  for (let y = 0; y < rows; y++) {
    const row = Math.floor((y * height) / rows) * width * channels;
    for (let x = 0; x < columns; x++) {
      const from = row + starts[x]!;
      scratch[at++] = coloured
        ? Math.fround(RED[data[from]!]! + GREEN[data[from + 1]!]!) + BLUE[data[from + 2]!]!
        : data[from]!;
    }
  }
  return { values: scratch, width: columns, height: rows };
}
