import { eachFeature, type FeatureOptions } from "./features.js";

/** Room for the distinct buckets of one text; shared by all models of a size, because nothing is kept between two texts. */
interface Room {
  readonly stamps: Int32Array;
  readonly buckets: Int32Array;
  stamp: number;
}

const rooms = new Map<number, Room>();

function roomFor(bits: number): Room {
  let room = rooms.get(bits);
  if (room === undefined) {
    room = { stamps: new Int32Array(1 << bits), buckets: new Int32Array(1 << bits), stamp: 0 };
    rooms.set(bits, room);
  }
  if (room.stamp === 0x7fff_ffff) {
    room.stamps.fill(0);
    room.stamp = 0;
  }
  room.stamp += 1;
  return room;
}

/** The distinct buckets of a folded text, in the order of their first features. Valid until the next call. */
export function distinctBuckets(folded: string, options: FeatureOptions): Int32Array {
  const room = roomFor(options.bits);
  const { stamps, buckets, stamp } = room;
  let count = 0;
  eachFeature(folded, options, (bucket) => {
    if (stamps[bucket] === stamp) return;
    stamps[bucket] = stamp;
    buckets[count++] = bucket;
  });
  return buckets.subarray(0, count);
}
