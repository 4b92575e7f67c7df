const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Lengths that were read before: conditions ask for the same few, event after event. */
const known = new Map<string, number>();
const MAX_KNOWN = 1_000;

/** {@link parseWindow}, remembering. */
export function windowMs(text: string): number | undefined {
  const remembered = known.get(text);
  if (remembered !== undefined) return remembered;
  const ms = parseWindow(text);
  if (ms !== undefined && known.size < MAX_KNOWN) known.set(text, ms);
  return ms;
}

/** Milliseconds of a length such as `10m`, `24h`, `90d`; undefined where the text is none, or is zero. */
export function parseWindow(text: string): number | undefined {
  const match = /^(\d{1,7})([smhdw])$/.exec(text);
  if (match === null) return undefined;
  const ms = Number(match[1]) * (UNIT_MS[match[2] as string] as number);
  return ms > 0 ? ms : undefined;
}
