import { beforeEach, describe, expect, it } from 'vitest';
import { BelievedClock } from '../src/believed-clock';
import { SimulatedClock } from './support/simulated-clock';

const DAY = 86_400_000;
const YEAR = 365 * DAY;
const NEWEST = Date.UTC(2026, 0, 1);
let machine: SimulatedClock;
let seen: string[];

beforeEach(() => {
  machine = new SimulatedClock(NEWEST);
  seen = [];
});

/** Follows a jump when `follow` is called: the commit. */
function start(known = NEWEST) {
  const moves: (() => void)[] = [];
  const clock = new BelievedClock(machine, known, {
    jumped: (move) =>
      new Promise((resolve) =>
        moves.push(() => {
          seen.push(`moved by ${move()}`);
          resolve();
        }),
      ),
    doubted: () => seen.push('doubted'),
    believed: () => seen.push('believed'),
  });
  const follow = async () => {
    for (const move of moves.splice(0)) move();
    await new Promise(setImmediate);
  };
  return { clock, follow };
}

describe('a clock that is right', () => {
  it('is gone by, and kept right by small steps', () => {
    const { clock } = start();
    for (const step of [4_000, -3_000, 1]) {
      machine.set(step);
      expect(clock.now()).toBe(machine.now());
    }
    expect(seen).toEqual([]);
  });

  it('that is put back is followed at once', () => {
    const { clock } = start();
    machine.set(-100 * DAY);
    expect(clock.now()).toBe(machine.now());
  });

  it('that is put on is followed once the times on disk have moved with it, and asks for that once', async () => {
    const { clock, follow } = start();
    machine.set(3 * DAY);
    expect([clock.now(), clock.now()]).toEqual([NEWEST, NEWEST]);
    await follow();
    expect(clock.now()).toBe(NEWEST + 3 * DAY);
    expect(seen).toEqual([`moved by ${3 * DAY}`]);
  });

  it('that is put on while the disk refuses is followed at the next try', async () => {
    let refuses = true;
    const clock = new BelievedClock(machine, NEWEST, {
      jumped: async (move) => {
        seen.push(`moved by ${move()}`);
        if (refuses) throw new Error('disk full');
      },
      doubted: () => undefined,
      believed: () => undefined,
    });
    machine.set(DAY);
    clock.now();
    await new Promise(setImmediate);
    refuses = false;
    clock.now();
    await new Promise(setImmediate);
    expect(clock.now()).toBe(NEWEST + DAY);
    expect(seen).toEqual([`moved by ${DAY}`, `moved by ${DAY}`]);
  });
});

describe('a clock that cannot be right', () => {
  it.each([
    ['1970', -56 * YEAR],
    ['2099', 73 * YEAR],
  ])('%s at the start: time goes on from the newest submission', async (_year, by) => {
    machine.set(by);
    const { clock } = start();
    expect(clock.now()).toBe(NEWEST);
    await machine.advance(60_000);
    expect(clock.now()).toBe(NEWEST + 60_000);
    expect(seen).toEqual(['doubted']);
  });

  it('is gone by in whole milliseconds, as a wall clock has them, and so it is while a jump is being followed', async () => {
    const { monotonic } = machine;
    machine.monotonic = () => monotonic() * 1.000_01;
    const { clock } = start();
    machine.set(3 * DAY);
    await machine.advance(12_345);
    expect(clock.now()).toBe(NEWEST + 12_345);
    machine.set(-56 * YEAR);
    await machine.advance(12_345);
    expect(clock.now()).toBe(NEWEST + 24_690);
  });

  it('1970 with nothing on disk: time goes on from when it was written', () => {
    machine.set(-56 * YEAR);
    expect(new Date(start(0).clock.now()).getUTCFullYear()).toBe(2025);
  });

  it('is followed once it was set right', async () => {
    machine.set(-56 * YEAR);
    const { clock, follow } = start();
    clock.now();
    await machine.advance(60_000);
    machine.set(56 * YEAR + 3 * DAY);
    clock.now();
    await follow();
    expect(clock.now()).toBe(machine.now());
    expect(seen).toEqual(['doubted', 'believed', `moved by ${3 * DAY}`]);
  });

  it('2099 in the middle of work, and back: nothing moves', async () => {
    const { clock, follow } = start();
    clock.now();
    machine.set(73 * YEAR);
    await machine.advance(60_000);
    expect(clock.now()).toBe(NEWEST + 60_000);
    machine.set(-73 * YEAR);
    await follow();
    expect(clock.now()).toBe(NEWEST + 60_000);
    expect(seen).toEqual(['doubted', 'believed']);
  });
});

describe('the time of a network', () => {
  it('is asked for and gone by while the clock cannot be right, once what is on disk has moved with it', async () => {
    machine.set(-56 * YEAR);
    const { clock, follow } = start();
    expect(clock.wantsTime).toBe(true);
    expect(clock.told(NEWEST + 3 * DAY)).toBe('taken');
    expect(clock.now()).toBe(NEWEST);
    await follow();
    await machine.advance(60_000);
    expect(clock.now()).toBe(NEWEST + 3 * DAY + 60_000);
    expect(clock.wantsTime).toBe(false);
    expect(seen).toEqual(['doubted', `moved by ${3 * DAY}`]);
  });

  it('is neither asked for nor taken while the clock is believed', () => {
    const { clock } = start();
    expect(clock.wantsTime).toBe(false);
    expect(clock.told(NEWEST + 3 * DAY)).toBe('not needed');
    expect(clock.now()).toBe(NEWEST);
  });

  it.each([
    ['1970', Date.UTC(1970, 0, 1)],
    ['1980, the epoch of GPS', Date.UTC(1980, 0, 6)],
    ['2004', Date.UTC(2004, 0, 1)],
    ['2080, 1980 in two digits', Date.UTC(2080, 0, 6)],
    ['a day before the newest submission', NEWEST - DAY],
  ])('of a modem that says %s is not believed', (_year, time) => {
    machine.set(-56 * YEAR);
    const { clock } = start();
    expect(clock.told(time)).toBe('absurd');
    expect(clock.now()).toBe(NEWEST);
    expect(clock.wantsTime).toBe(true);
  });

  it('is asked for again after a day, and keeps the time right by small steps back, too', async () => {
    machine.set(-56 * YEAR);
    const { clock, follow } = start();
    clock.told(NEWEST + DAY);
    await follow();
    await machine.advance(DAY - 1);
    expect(clock.wantsTime).toBe(false);
    await machine.advance(1);
    expect(clock.wantsTime).toBe(true);
    expect(clock.told(NEWEST + 2 * DAY - 3_000)).toBe('taken');
    expect(clock.now()).toBe(NEWEST + 2 * DAY - 3_000);
    expect(clock.wantsTime).toBe(false);
    expect(seen).toEqual(['doubted', `moved by ${DAY}`]);
  });

  it('gives way to a clock that is set right, and is asked for anew at the next doubt', async () => {
    machine.set(-56 * YEAR);
    const { clock, follow } = start();
    clock.told(NEWEST + 3 * DAY);
    await follow();
    machine.set(56 * YEAR + 3 * DAY + 1_000);
    expect(clock.now()).toBe(NEWEST + 3 * DAY + 1_000);
    expect(clock.wantsTime).toBe(false);
    machine.set(-56 * YEAR);
    expect(clock.wantsTime).toBe(true);
    expect(seen).toEqual(['doubted', `moved by ${3 * DAY}`, 'believed', 'doubted']);
  });

  it('that could not be put on disk is asked for again', async () => {
    machine.set(-56 * YEAR);
    const clock = new BelievedClock(machine, NEWEST, {
      jumped: () => Promise.reject(new Error('the disk is full')),
      doubted: () => undefined,
      believed: () => undefined,
    });
    clock.told(NEWEST + 3 * DAY);
    await new Promise(setImmediate);
    expect(clock.now()).toBe(NEWEST);
    expect(clock.wantsTime).toBe(true);
  });
});

describe('deleting by its word', () => {
  it('may be done by a clock that is right, on another start too', () => {
    expect(start().clock.isSure).toBe(true);
    expect(start(NEWEST - 20 * DAY).clock.isSure).toBe(true);
  });

  it('waits a day when the clock was put on, or is long after the newest submission', async () => {
    const { clock, follow } = start();
    machine.set(YEAR);
    expect(clock.isSure).toBe(false);
    await follow();
    expect([clock.isSure, start(NEWEST).clock.isSure]).toEqual([false, false]);
    await machine.advance(DAY);
    expect(clock.isSure).toBe(true);
  });

  it('may be done by the time of a network, a day after it was told', async () => {
    machine.set(-56 * YEAR);
    const { clock, follow } = start();
    clock.told(NEWEST + 3 * DAY);
    await follow();
    expect(clock.isSure).toBe(false);
    await machine.advance(DAY);
    expect(clock.isSure).toBe(true);
  });

  it('is never done by one that cannot be right', async () => {
    machine.set(73 * YEAR);
    const { clock } = start();
    await machine.advance(2 * DAY);
    expect(clock.isSure).toBe(false);
  });
});
