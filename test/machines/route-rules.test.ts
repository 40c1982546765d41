import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endsInDoubt, isExpired, isRefused, mayCross, nextPath, restOf } from '../../machines/route-rules';
import type { PathSituation, Situation } from '../../src/submission/situation';

const NOW = 1_000_000;

const path = (changes: Partial<PathSituation> = {}): PathSituation => ({
  name: 'bulksms',
  up: true,
  refused: null,
  retryAt: 0,
  doubtSince: null,
  doubtEnds: null,
  ...changes,
});

const situation = (changes: Partial<Situation> = {}): Situation => ({
  now: NOW,
  startsAt: NOW - 10,
  cancelled: false,
  accepted: null,
  reported: null,
  report: null,
  messageRefused: null,
  routes: ['gateway', 'modem'],
  onDoubt: 'hold',
  fallbackAt: NOW + 5_000,
  expiresAt: NOW + 60_000,
  resent: false,
  gateway: path(),
  modem: path({ name: null }),
  segmentsDone: 0,
  doubtElsewhere: false,
  segmentsTotal: 1,
  ...changes,
});

const doubt = { doubtSince: NOW - 100, doubtEnds: NOW + 10_000 };

describe('the next path', () => {
  it.each<[string, Partial<Situation>, 'gateway' | 'modem' | null]>([
    ['the gateway comes first', {}, 'gateway'],
    ['a gateway known to be down is crossed at once', { gateway: path({ up: false }) }, 'modem'],
    ['a gateway that refused the path is crossed at once', { gateway: path({ refused: '25' }) }, 'modem'],
    ['a transient failure is waited out before fallbackAfter', { gateway: path({ retryAt: NOW + 1 }) }, null],
    ['the modem takes over at fallbackAfter', { fallbackAt: NOW }, 'modem'],
    [
      'without a modem that is ready the gateway goes on',
      { fallbackAt: NOW, modem: path({ up: false }) },
      'gateway',
    ],
    ['both down: wait', { gateway: path({ up: false }), modem: path({ up: false }) }, null],
    ['modem first, where the policy says so', { routes: ['modem', 'gateway'] }, 'modem'],
    [
      'modem first but absent: the gateway',
      { routes: ['modem', 'gateway'], modem: path({ up: false }) },
      'gateway',
    ],
    [
      'modem first but pausing: the gateway',
      { routes: ['modem', 'gateway'], modem: path({ retryAt: NOW + 9 }) },
      'gateway',
    ],
    ['doubt at the gateway is settled there', { gateway: path(doubt) }, 'gateway'],
    [
      'hold: doubt stays at the gateway past fallbackAfter',
      { gateway: path(doubt), fallbackAt: NOW },
      'gateway',
    ],
    [
      'resend: doubt crosses at fallbackAfter',
      { gateway: path(doubt), fallbackAt: NOW, onDoubt: 'resend' },
      'modem',
    ],
    [
      'never asked again after the gateway forgot',
      { gateway: path({ ...doubt, doubtEnds: NOW }), routes: ['gateway'] },
      null,
    ],
    [
      'a message that went by modem in part is not sent whole by the gateway',
      { segmentsDone: 1, segmentsTotal: 2, modem: path({ up: false }) },
      null,
    ],
    ['not before its time', { startsAt: NOW + 1 }, null],
  ])('%s', (_, changes, expected) => expect(nextPath(situation(changes))).toBe(expected));
});

describe('doubt', () => {
  it('ends a held message once the gateway can no longer settle it', () => {
    expect(endsInDoubt(situation({ gateway: path(doubt) }))).toBe(false);
    expect(endsInDoubt(situation({ gateway: path({ ...doubt, doubtEnds: NOW }) }))).toBe(true);
    expect(endsInDoubt(situation({ modem: path({ doubtSince: NOW - 1 }) }))).toBe(true);
  });

  it('does not end a message that may be sent again, until it expires', () => {
    const s = situation({ onDoubt: 'resend', modem: path({ doubtSince: NOW - 1 }) });
    expect(endsInDoubt(s)).toBe(false);
    expect(endsInDoubt({ ...s, expiresAt: NOW })).toBe(true);
  });

  it('lets a request that was not written cross, and a written one only with resend', () => {
    expect(mayCross(situation(), false)).toBe(true);
    expect(mayCross(situation(), true)).toBe(false);
    expect(mayCross(situation({ onDoubt: 'resend' }), true)).toBe(true);
  });

  it('a repeat that settles a doubt is not given up for being slow to connect', () => {
    expect(mayCross(situation({ gateway: path(doubt) }), false)).toBe(false);
  });
});

describe('rest', () => {
  it('waits for the earliest thing that can change the decision', () => {
    const s = situation({ gateway: path({ retryAt: NOW + 700 }), modem: path({ up: false }) });
    expect(restOf(s, 'resting')).toMatchObject({ state: 'queued', wakeAt: NOW + 700, awaits: 'modem' });
    const down = situation({ gateway: path({ up: false }), modem: path({ up: false }) });
    expect(restOf(down, 'resting')).toMatchObject({ wakeAt: down.expiresAt, awaits: 'any' });
  });
});

it('a message that only waited for its next try at the modem was decided anew each second', () => {
  const retryAt = NOW + 15_000;
  const waiting = { modem: path({ retryAt }), fallbackAt: NOW + 1_000 };
  expect(restOf(situation({ ...waiting, routes: ['modem'] }), 'resting').wakeAt).toBe(retryAt);
  const down = path({ up: false });
  expect(restOf(situation({ ...waiting, gateway: down }), 'resting').wakeAt).toBe(retryAt);
  const doubtful = path({ up: false, ...doubt, doubtEnds: NOW + 50_000 });
  expect(restOf(situation({ ...waiting, gateway: doubtful }), 'resting').wakeAt).toBe(waiting.fallbackAt);
});

const arbitraryPath = fc.record<PathSituation>({
  name: fc.constant('g'),
  up: fc.boolean(),
  refused: fc.constantFrom(null, '25'),
  retryAt: fc.constantFrom(0, NOW + 50),
  doubtSince: fc.constantFrom(null, NOW - 50),
  doubtEnds: fc.constantFrom(null, NOW - 5, NOW + 500),
});

const arbitrarySituation = fc
  .record<Situation>({
    now: fc.constant(NOW),
    startsAt: fc.constantFrom(NOW - 10, NOW + 10),
    cancelled: fc.boolean(),
    accepted: fc.constant(null),
    reported: fc.constant(null),
    report: fc.constant(null),
    messageRefused: fc.constantFrom(null, '24'),
    routes: fc.constantFrom(['gateway', 'modem'], ['modem', 'gateway'], ['gateway'], ['modem']),
    onDoubt: fc.constantFrom('hold', 'resend'),
    fallbackAt: fc.constantFrom(NOW - 1, NOW + 100),
    expiresAt: fc.constantFrom(NOW - 1, NOW + 1_000),
    resent: fc.constant(false),
    gateway: arbitraryPath,
    modem: arbitraryPath,
    segmentsDone: fc.constant(0),
    doubtElsewhere: fc.boolean(),
    segmentsTotal: fc.constant(1),
  })
  .map((s) => ({
    ...s,
    gateway: { ...s.gateway, doubtEnds: s.gateway.doubtSince === null ? null : s.gateway.doubtEnds },
    modem: { ...s.modem, doubtEnds: null },
  }));

describe('in every situation', () => {
  it('hold never sends by a path while another, or the same modem, is in doubt', () => {
    fc.assert(
      fc.property(arbitrarySituation, (s) => {
        if (s.onDoubt !== 'hold' || endsInDoubt(s)) return;
        const gatewayDoubt = s.gateway.doubtSince !== null;
        if (gatewayDoubt) expect(nextPath(s)).not.toBe('modem');
        else expect(s.modem.doubtSince).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  it('a message that waits has a time to wake in the future', () => {
    fc.assert(
      fc.property(arbitrarySituation, (s) => {
        if (endsInDoubt(s) || s.cancelled || isRefused(s) || isExpired(s) || nextPath(s)) return;
        expect(restOf(s, 'resting').wakeAt).toBeGreaterThan(NOW);
      }),
      { numRuns: 2_000 },
    );
  });
});
