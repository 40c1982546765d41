import { describe, expect, it } from 'vitest';
import { createActor, fromPromise, waitFor } from 'xstate';
import { routeMachine } from '../../machines/route.machine';
import type { Outcome } from '../../src/submission/outcome';
import type { PathSituation, Situation } from '../../src/submission/situation';
import { SimulatedClock, settle } from '../support/simulated-clock';

const path = (changes: Partial<PathSituation> = {}): PathSituation => ({
  name: 'g',
  up: true,
  refused: null,
  retryAt: 0,
  doubtSince: null,
  doubtEnds: null,
  ...changes,
});

function start(
  situations: ((now: number) => Partial<Situation>)[],
  offer: () => Promise<Outcome>,
  { written = false, modemTakes = true } = {},
) {
  const clock = new SimulatedClock();
  const log: string[] = [];
  const begun = clock.now();
  let turn = 0;
  const machine = routeMachine.provide({
    actors: {
      consult: fromPromise(async () => ({
        now: clock.now(),
        startsAt: begun,
        cancelled: false,
        accepted: null,
        reported: null,
        report: null,
        messageRefused: null,
        routes: ['gateway' as const, 'modem' as const],
        onDoubt: 'hold' as const,
        fallbackAt: begun + 2_000,
        expiresAt: begun + 60_000,
        resent: false,
        gateway: path(),
        modem: path(),
        segmentsDone: 0,
        doubtElsewhere: false,
        segmentsTotal: 1,
        ...situations[Math.min(turn++, situations.length - 1)]!(clock.now()),
      })),
      awaitTurn: fromPromise<number | null, { id: number; gateway: string }>(async () => clock.now()),
      recordIntent: fromPromise(async () => (log.push('intent'), 7)),
      offer: fromPromise(({ signal }) => {
        log.push('offer');
        signal.addEventListener('abort', () => log.push('given up'));
        if (written) actor.send({ type: 'WRITTEN' });
        return offer();
      }),
      recordOutcome: fromPromise(
        async ({ input }) => void log.push(`${input.attemptId} ${input.outcome.kind}`),
      ),
      submitByModem: fromPromise(async () => log.push('modem') > 0 && modemTakes),
    },
  });
  const actor = createActor(machine, { clock, input: { id: 1 } });
  actor.start();
  return { clock, log, actor };
}

const never = () => new Promise<Outcome>(() => {});

describe('route machine', () => {
  it('writes the intent before the offer and the result after it', async () => {
    const { actor, log } = start([() => ({}), () => ({ accepted: 'gateway' })], async () => ({
      kind: 'accepted',
    }));
    const { output } = await waitFor(actor, ({ status }) => status === 'done');
    expect(log).toEqual(['intent', 'offer', '7 accepted']);
    expect(output).toMatchObject({ state: 'submitted', via: 'gateway', wakeAt: null });
  });

  it('gives up a request that was not written at fallbackAfter, as not submitted', async () => {
    const { log, clock } = start(
      [() => ({}), (now) => ({ fallbackAt: now }), () => ({ accepted: 'modem' })],
      never,
    );
    await clock.advance(1_999);
    expect(log).toEqual(['intent', 'offer']);
    await clock.advance(1);
    expect(log.slice(2, 5)).toEqual(['given up', '7 notSubmitted', 'modem']);
  });

  it('with hold waits for the answer of a written request past fallbackAfter', async () => {
    const { log, clock } = start([() => ({})], never, { written: true });
    await clock.advance(30_000);
    expect(log).toEqual(['intent', 'offer']);
  });

  it('with resend gives up a written request at fallbackAfter, in doubt', async () => {
    const resend = { onDoubt: 'resend' as const };
    const { log, clock } = start(
      [() => resend, (now) => ({ ...resend, fallbackAt: now }), () => ({ accepted: 'modem' })],
      never,
      { written: true },
    );
    await clock.advance(2_000);
    expect(log.slice(2, 5)).toEqual(['given up', '7 inDoubt', 'modem']);
  });

  it('looks again in a second, and not at once, when the modem was lost before it took the job', async () => {
    const { actor, clock, log } = start([(now) => ({ fallbackAt: now })], never, { modemTakes: false });
    const { output } = await waitFor(actor, ({ status }) => status === 'done');
    expect(log).toEqual(['modem']);
    expect(output).toMatchObject({ state: 'queued', wakeAt: clock.now() + 1_000 });
  });

  it('a fault in any effect ends it as broken, with nothing to lay down', async () => {
    const { actor } = start([() => ({})], () => Promise.reject(new Error('fault')));
    await settle();
    expect(actor.getSnapshot()).toMatchObject({ status: 'done', value: 'broken', output: null });
  });
});
