/** The week of the log, and when people are awake in it. All times are milliseconds since the epoch. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Monday 2 March 2026, 00:00 UTC, to the end of Sunday. */
export const START = Date.UTC(2026, 2, 2);
export const END = START + 7 * DAY;

/** How busy each local hour is, 0 to 23: asleep until six, coffee, lunch, and the long evening. */
const RHYTHM = [2, 1, 0.4, 0.3, 0.3, 0.8, 3, 6, 8, 7, 6, 6, 9, 8, 6, 6, 7, 9, 11, 14, 16, 15, 10, 5];
const HOURS = RHYTHM.map((_, hour) => hour);
const DAYS = [0, 1, 2, 3, 4, 5, 6];

/** A moment at which the owner of the account would be online. `offset` is hours from UTC. */
export function wakingMoment(random, offset, from = START, to = END) {
  for (let attempt = 0; attempt < 50; attempt++) {
    const day = random.weighted(DAYS, (d) => (d >= 5 ? 1.5 : 1));
    const hour = random.weighted(HOURS, (h) => RHYTHM[h]);
    const at = START + day * DAY + (hour - offset) * HOUR + random.int(0, HOUR - 1);
    if (at >= from && at < to) return at;
  }
  return from + random.int(0, Math.max(0, to - from - 1));
}

/** Some while later: mostly soon, sometimes long. `mean` in milliseconds. */
export function later(random, mean) {
  return Math.round(-Math.log(1 - random.next()) * mean);
}

/** Day 0 is Monday; the hour is UTC. */
export function at(day, hour, minute = 0, second = 0) {
  return START + day * DAY + hour * HOUR + minute * MINUTE + second * 1_000;
}

export function iso(ms) {
  return `${new Date(Math.floor(ms / 1_000) * 1_000).toISOString().slice(0, 19)}Z`;
}
