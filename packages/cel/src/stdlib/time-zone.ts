import { CelError } from "../values/error.js";

const OFFSET = /^([+-]?)(\d{2}):(\d{2})$/;
const CACHE_SIZE = 64;
const formats = new Map<string, Intl.DateTimeFormat | CelError>();

function formatFor(zone: string): Intl.DateTimeFormat | CelError {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  let format: Intl.DateTimeFormat | CelError;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    format = new CelError(
      "EH_CEL_ARGUMENT",
      `${JSON.stringify(zone.slice(0, 40))} is no time zone such as "Europe/Lisbon" or "+02:00"`,
    );
  }
  formats.set(zone, format);
  if (formats.size > CACHE_SIZE) formats.delete(formats.keys().next().value!);
  return format;
}

/** Seconds that local time in a zone (an IANA name or `+HH:MM`) is ahead of UTC at a moment. */
export function zoneOffsetSeconds(zone: string, seconds: number): number | CelError {
  const fixed = OFFSET.exec(zone);
  if (fixed !== null) return (fixed[1] === "-" ? -1 : 1) * (Number(fixed[2]) * 3600 + Number(fixed[3]) * 60);
  if (zone === "" || zone === "UTC") return 0;
  const format = zone.length > 64 ? formatFor("") : formatFor(zone);
  if (format instanceof CelError) return new CelError(format.code, format.message);
  const part: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(seconds * 1000)) part[type] = value;
  const year = part["era"]?.startsWith("B") ? 1 - Number(part["year"]) : Number(part["year"]);
  const local = new Date(0);
  local.setUTCFullYear(year, Number(part["month"]) - 1, Number(part["day"]));
  local.setUTCHours(Number(part["hour"]), Number(part["minute"]), Number(part["second"]));
  return local.getTime() / 1000 - seconds;
}
