import { CelDuration } from "../values/duration.js";
import { CelError } from "../values/error.js";
import { CelTimestamp } from "../values/timestamp.js";
import { type Implementation, type Library, type LibraryFunction, noOverload } from "./overload.js";
import { zoneOffsetSeconds } from "./time-zone.js";
import { TEXT_UNITS, ZONE_UNITS } from "./units.js";

type DateField = (date: Date, timestamp: CelTimestamp) => number;
type DurationField = (duration: CelDuration) => number;

function dayOfYear(date: Date): number {
  const start = new Date(0);
  start.setUTCFullYear(date.getUTCFullYear(), 0, 1);
  return Math.floor((date.getTime() - start.getTime()) / 86_400_000);
}

/** A method of timestamps, with an optional time zone, and of durations where `ofDuration` is given. */
function field(name: string, ofTimestamp: DateField, ofDuration?: DurationField): LibraryFunction {
  const run: Implementation = (frame, a, zone) => {
    if (!frame.charge(TEXT_UNITS)) return frame.overBudget(-1);
    if (a instanceof CelDuration && ofDuration !== undefined && zone === undefined) {
      return ofDuration(a);
    }
    if (!(a instanceof CelTimestamp)) return noOverload(name, a);
    let seconds = a.seconds;
    if (zone !== undefined) {
      if (typeof zone !== "string") return noOverload(name, a, zone);
      if (!frame.charge(ZONE_UNITS)) return frame.overBudget(-1);
      const offset = zoneOffsetSeconds(zone, a.seconds);
      if (offset instanceof CelError) return offset;
      seconds += offset;
    }
    return ofTimestamp(new Date(seconds * 1000), a);
  };
  return { arity: [1, 2], style: "method", run };
}

/** Parts of moments (in UTC or a named zone) and of spans of time (the whole span in that unit). */
export const TIME: Library = {
  getFullYear: field("getFullYear", (date) => date.getUTCFullYear()),
  getMonth: field("getMonth", (date) => date.getUTCMonth()),
  getDate: field("getDate", (date) => date.getUTCDate()),
  getDayOfMonth: field("getDayOfMonth", (date) => date.getUTCDate() - 1),
  getDayOfWeek: field("getDayOfWeek", (date) => date.getUTCDay()),
  getDayOfYear: field("getDayOfYear", dayOfYear),
  getHours: field(
    "getHours",
    (date) => date.getUTCHours(),
    (span) => Math.trunc(span.seconds / 3600) + 0,
  ),
  getMinutes: field(
    "getMinutes",
    (date) => date.getUTCMinutes(),
    (span) => Math.trunc(span.seconds / 60) + 0,
  ),
  getSeconds: field(
    "getSeconds",
    (date) => date.getUTCSeconds(),
    (span) => span.seconds,
  ),
  getMilliseconds: field(
    "getMilliseconds",
    (_date, timestamp) => Math.floor(timestamp.nanos / 1_000_000),
    (span) => Math.trunc(span.nanos / 1_000_000) + 0,
  ),
};
