import { describe, expect, it } from 'vitest';
import { formatLocalTime, formatShortTime, unixTimeOf } from '../../src/eapi/local-time';

const at = (text: string, zone: string) => {
  const [year, month, day, hour, minute, second] = text.split(/[- :]/).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return new Date(unixTimeOf({ year, month, day, hour, minute, second }, zone)).toISOString();
};

describe('a local time', () => {
  it.each([
    ['2030-01-15 12:00:00', 'Europe/London', '2030-01-15T12:00:00.000Z'],
    ['2030-07-15 12:00:00', 'Europe/London', '2030-07-15T11:00:00.000Z'],
    ['2030-07-15 12:00:00', 'America/New_York', '2030-07-15T16:00:00.000Z'],
    ['2030-07-15 12:00:00', 'Asia/Kolkata', '2030-07-15T06:30:00.000Z'],
    ['2030-07-15 12:00:00', 'Pacific/Kiritimati', '2030-07-14T22:00:00.000Z'],
    ['2030-03-31 00:59:59', 'Europe/London', '2030-03-31T00:59:59.000Z'],
    ['2030-03-31 02:00:00', 'Europe/London', '2030-03-31T01:00:00.000Z'],
    ['2030-10-27 00:59:59', 'Europe/London', '2030-10-26T23:59:59.000Z'],
    ['2030-10-27 02:00:00', 'Europe/London', '2030-10-27T02:00:00.000Z'],
  ])('%s in %s is %s', (text, zone, expected) => expect(at(text, zone)).toBe(expected));

  it('that is skipped in spring is as much later as the clocks go forward', () => {
    expect(at('2030-03-31 01:30:00', 'Europe/London')).toBe('2030-03-31T01:30:00.000Z');
    // Lord Howe Island puts its clocks forward by half an hour.
    expect(at('2030-10-06 02:15:00', 'Australia/Lord_Howe')).toBe('2030-10-05T15:45:00.000Z');
  });

  it('that comes twice in autumn is the first of the two', () => {
    expect(at('2030-10-27 01:30:00', 'Europe/London')).toBe('2030-10-27T00:30:00.000Z');
    expect(at('2030-11-03 01:30:00', 'America/New_York')).toBe('2030-11-03T05:30:00.000Z');
  });

  it('is written in the zone asked for', () => {
    expect(formatLocalTime(Date.UTC(2030, 6, 15, 23, 5, 9), 'Europe/Paris')).toBe('2030-07-16 01:05:09');
    expect(formatShortTime(Date.UTC(2030, 0, 1), 'UTC')).toBe('30-01-01 00:00:00');
  });
});
