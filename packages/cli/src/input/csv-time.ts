const WRITTEN = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?)?\s?([Zz]|[+-]\d{2}:?\d{2})?$/;

/**
 * Milliseconds since the epoch of a time as CSV files write it: RFC 3339, the same without zone (taken as UTC), with a
 * space, without seconds or hours, or Unix time in seconds or milliseconds. Undefined where it is none of these.
 */
export function parseCsvTime(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^\d{9,10}(\.\d+)?$/.test(trimmed)) return Math.trunc(Number(trimmed) * 1000);
  if (/^\d{12,13}$/.test(trimmed)) return Number(trimmed);
  const parts = WRITTEN.exec(trimmed);
  if (parts === null) return undefined;
  const [, day, minutes = "00:00", seconds = ":00", zone = "Z"] = parts;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const ms = Date.parse(`${day}T${minutes}${seconds}${offset}`);
  return Number.isNaN(ms) ? undefined : ms;
}
