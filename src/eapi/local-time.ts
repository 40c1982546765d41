/** A date and time of day as clocks in some time zone show it. */
export interface LocalTime {
  year: number;
  /** 1..12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const DAY = 86_400_000;

const formats = new Map<string | undefined, Intl.DateTimeFormat>();

function formatOf(timeZone?: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    const numeric = 'numeric';
    format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone,
      hourCycle: 'h23',
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** What clocks of a time zone (IANA name; without one that of the machine) show at a Unix time in milliseconds. */
export function localTimeOf(at: number, timeZone?: string): LocalTime {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year, month, day, hour, minute, second } = parts as Record<keyof LocalTime, number>;
  return { year, month, day, hour, minute, second };
}

const asUtc = ({ year, month, day, hour, minute, second }: LocalTime): number =>
  Date.UTC(year, month - 1, day, hour, minute, second);

/**
 * The Unix time, in milliseconds, at which clocks of a time zone show a time: the first one where they show it
 * twice, and as much later as they are put forward where they skip it.
 */
export function unixTimeOf(local: LocalTime, timeZone?: string): number {
  const wanted = asUtc(local);
  const offsetAt = (at: number) => asUtc(localTimeOf(at, timeZone)) - at;
  const before = wanted - offsetAt(wanted - DAY);
  const after = wanted - offsetAt(wanted + DAY);
  const shows = (at: number) => asUtc(localTimeOf(at, timeZone)) === wanted;
  return [before, after].filter(shows).sort((a, b) => a - b)[0] ?? before;
}

const two = (number: number) => String(number).padStart(2, '0');

/** `yyyy-mm-dd hh:mm:ss` in a time zone, as `localTimeOf` takes it. */
export function formatLocalTime(at: number, timeZone?: string): string {
  const { year, month, day, hour, minute, second } = localTimeOf(at, timeZone);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
}

/** `yy-MM-dd HH:mm:ss`, the form of pushes (spec: eapi section 7). */
export const formatShortTime = (at: number, timeZone?: string): string =>
  formatLocalTime(at, timeZone).slice(2);
