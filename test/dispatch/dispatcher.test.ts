import { describe, expect, it } from 'vitest';
import type { GatewayConfig } from '../../src/config/types';
import { Dispatcher } from '../../src/dispatch/dispatcher';
import { GatewayLane } from '../../src/dispatch/gateway-lane';
import { ModemPool } from '../../src/dispatch/modem-pool';
import { createQueue } from '../../src/outbox';
import type { GatewayPort, ModemJob, ModemLane, Offer } from '../../src/ports';
import type { Outcome } from '../../src/submission/outcome';
import { settle, SimulatedClock } from '../support/simulated-clock';
import { silentLogger } from '../support/silent-logger';
import { aBatch } from '../support/submissions';
import { temporaryOutbox } from '../support/temporary-outbox';

const CONFIG: GatewayConfig = {
  name: 'g',
  protocol: 'eapi',
  url: 'http://x/eapi',
  username: 'u',
  password: 'p',
  timeout: 20_000,
  duplicateMemory: 7_200_000,
  connections: 4,
};

const REFUSED: Outcome = { kind: 'notSubmitted', detail: 'connection refused' };
const ACCEPTED: Outcome = { kind: 'accepted', code: '0' };
const IN_DOUBT: Outcome = { kind: 'inDoubt', detail: 'no answer' };
const NO_CREDITS: Outcome = {
  kind: 'refused',
  what: 'path',
  permanent: true,
  code: '25',
  settlesDoubt: false,
};

/** A modem that takes every segment at once, where it is ready. */
class FakeModem implements ModemLane {
  readonly name = 'stick';
  readonly condition = '';
  readonly reception = undefined;
  ready = false;
  readonly texts: string[] = [];
  start = () => undefined;
  stop = async () => undefined;
  async submit(job: ModemJob): Promise<Outcome> {
    for (const segment of job.segments()) {
      await job.journal.intent(segment, this.name);
      this.texts.push(segment.pdu);
      await job.journal.result(segment, { kind: 'accepted', reference: this.texts.length });
    }
    return ACCEPTED;
  }
}

type OfferTo = (message: Offer, signal: AbortSignal) => Promise<Outcome>;

function start(offer: OfferTo, { withModem = true } = {}) {
  const clock = new SimulatedClock();
  const { outbox, database } = temporaryOutbox(clock);
  const offered: string[] = [];
  const port: GatewayPort = {
    name: 'g',
    offer: (message, signal) => {
      offered.push(message.to);
      return offer(message, signal);
    },
    close: async () => undefined,
  };
  const modem = new FakeModem();
  const modems = new ModemPool(withModem ? [modem] : []);
  const gateway = new GatewayLane(CONFIG, port, clock, silentLogger, ({ up }) => {
    if (up) void dispatcher.pathReturned('gateway');
  });
  const dispatcher = new Dispatcher({ outbox, gateways: [gateway], modems, clock, logger: silentLogger });
  const queue = createQueue(database);
  const accept = async (recipient: string, policy = {}) => {
    const { id } = await outbox.accept(aBatch({ recipients: [recipient] }, policy));
    dispatcher.pump();
    return id;
  };
  const modemBecomes = async (ready: boolean) => {
    modem.ready = ready;
    modems.refresh();
    if (ready) await dispatcher.pathReturned('modem');
    await settle();
  };
  const stateOf = (id: number) => queue.show(id)!.route.state;
  /** Another process on the same outbox. */
  const restart = () => {
    dispatcher.halt();
    new Dispatcher({ outbox, gateways: [gateway], modems, clock, logger: silentLogger }).pump();
  };
  return {
    restart,
    clock,
    outbox,
    database,
    dispatcher,
    modem,
    modemBecomes,
    accept,
    stateOf,
    queue,
    offered,
  };
}

describe('a clock that is set', () => {
  const MINUTE = 60_000;

  it('back no longer keeps what paused asleep until it has caught up', async () => {
    const answers = [REFUSED];
    const { clock, accept, stateOf, offered } = start(async () => answers.shift() ?? ACCEPTED);
    const id = await accept('447700900001');
    await clock.advance(0);
    expect(offered).toHaveLength(1);
    clock.set(-120 * MINUTE);
    await clock.advance(MINUTE);
    expect([stateOf(id), offered.length]).toEqual(['submitted', 2]);
  });

  it('back before the start lets out what came in by the clock as it was, with as much time as ever', async () => {
    const { clock, outbox, stateOf, offered, restart } = start(async () => REFUSED);
    const { id } = await outbox.accept(
      aBatch({ recipients: ['447700900001'] }, { giveUpAfter: 10 * MINUTE }),
    );
    clock.set(-120 * MINUTE);
    restart();
    await clock.advance(MINUTE);
    expect(offered.length).toBeGreaterThan(0);
    await clock.advance(10 * MINUTE);
    expect(stateOf(id)).toBe('expired');
  });

  it('forward, after a boot without one, lets out what was scheduled, once, and nothing before', async () => {
    const { clock, outbox, dispatcher, stateOf, offered } = start(async () => ACCEPTED);
    const sendAt = clock.now() + 24 * 60 * MINUTE;
    const { id } = await outbox.accept(aBatch({ recipients: ['447700900001'], sendAt }));
    dispatcher.pump();
    await clock.advance(10 * MINUTE);
    expect([stateOf(id), offered.length]).toEqual(['scheduled', 0]);
    clock.set(23 * 60 * MINUTE);
    await clock.advance(2 * MINUTE);
    expect(stateOf(id)).toBe('scheduled');
    clock.set(60 * MINUTE);
    await clock.advance(MINUTE);
    expect([stateOf(id), offered.length]).toEqual(['submitted', 1]);
  });

  it('back leaves what is scheduled to its time by the new one', async () => {
    const { clock, outbox, dispatcher, stateOf, offered } = start(async () => ACCEPTED);
    const sendAt = clock.now() + 60 * MINUTE;
    const { id } = await outbox.accept(aBatch({ recipients: ['447700900001'], sendAt }));
    dispatcher.pump();
    await clock.advance(MINUTE);
    clock.set(-120 * MINUTE);
    await clock.advance(178 * MINUTE);
    expect(stateOf(id)).toBe('scheduled');
    await clock.advance(2 * MINUTE);
    expect([stateOf(id), offered.length]).toEqual(['submitted', 1]);
  });
});

describe('dispatcher', () => {
  it('tries a transient failure again with growing pauses until fallbackAfter, then crosses', async () => {
    const { clock, accept, stateOf, modemBecomes, offered } = start(async () => REFUSED);
    await modemBecomes(true);
    const id = await accept('447700900001', { fallbackAfter: 2_500 });
    await clock.advance(0);
    expect(offered).toHaveLength(1);
    await clock.advance(1_000);
    expect(offered).toHaveLength(2);
    await clock.advance(1_499);
    expect(stateOf(id)).not.toBe('submitted');
    await clock.advance(1);
    expect(stateOf(id)).toBe('submitted');
    expect(offered).toHaveLength(2);
  });

  it.each([
    ['hold', 'routing', 0],
    ['resend', 'submitted', 1],
  ] as const)(
    'the last credit went on the try in doubt, and the modem sent it again: %s',
    async (onDoubt, state, pdus) => {
      const answers = [IN_DOUBT, NO_CREDITS];
      const { clock, accept, stateOf, modemBecomes, modem, queue } = start(
        async () => answers.shift() ?? NO_CREDITS,
      );
      await modemBecomes(true);
      const id = await accept('447700900001', { onDoubt });
      await clock.advance(60_000);
      expect(stateOf(id)).toBe(state);
      expect(modem.texts).toHaveLength(pdus);
      await clock.advance(CONFIG.duplicateMemory);
      expect(modem.texts).toHaveLength(pdus);
      if (onDoubt === 'hold') expect(stateOf(id)).toBe('inDoubt');
      else expect(queue.show(id)!.route.reason).toMatch(/possibly sent twice/);
    },
  );

  it('credits were added while it was in doubt: asked on with the same stop_dup_id, the gateway takes it', async () => {
    const answers = [IN_DOUBT, NO_CREDITS, NO_CREDITS];
    const { clock, accept, stateOf, offered } = start(async () => answers.shift() ?? ACCEPTED);
    const id = await accept('447700900001', { onDoubt: 'hold' });
    await clock.advance(60_000);
    expect(stateOf(id)).toBe('submitted');
    expect(offered).toHaveLength(4);
  });

  it('takes high priority first, then the order of arrival', async () => {
    const { clock, accept, offered } = start(async () => ACCEPTED);
    await Promise.all([
      accept('447700900001'),
      accept('447700900002'),
      accept('447700900009', { priority: 'high' }),
    ]);
    await clock.advance(10);
    expect(offered).toEqual(['447700900009', '447700900001', '447700900002']);
  });

  it('a message waits on disk for the modem, and goes when that is ready, at no cost of attempts', async () => {
    const { clock, accept, stateOf, modemBecomes, queue } = start(async () => REFUSED);
    const id = await accept('447700900001', { routes: ['modem'] });
    await clock.advance(600_000);
    expect(stateOf(id)).toBe('queued');
    expect(queue.show(id)!.route.attempts).toEqual([]);
    await modemBecomes(true);
    await clock.advance(0);
    expect(stateOf(id)).toBe('submitted');
  });

  it('a message does not sleep past a modem that came back while it was laid down', async () => {
    const { clock, accept, stateOf, modemBecomes, outbox } = start(async () => REFUSED);
    const read = outbox.facts;
    let reads = 0;
    const readAndReturn = (message: number) => {
      if (++reads === 2) queueMicrotask(() => void modemBecomes(true));
      return read(message);
    };
    Object.assign(outbox, { facts: readAndReturn });
    const id = await accept('447700900001', { routes: ['modem'], giveUpAfter: 3_600_000 });
    await clock.advance(60_000);
    expect(stateOf(id)).toBe('submitted');
  });

  it('a message slept past a modem that came back while a full disk kept it from being laid down', async () => {
    const { clock, accept, stateOf, modemBecomes, database } = start(async () => REFUSED);
    const id = await accept('447700900001', { routes: ['modem'], giveUpAfter: 3_600_000 });
    database.pragma('query_only = ON');
    await clock.advance(500);
    void modemBecomes(true);
    await clock.advance(700);
    database.pragma('query_only = OFF');
    await clock.advance(60_000);
    expect(stateOf(id)).toBe('submitted');
  });

  it('a message that falls due between two looks at the clock is not slept over', async () => {
    const { clock, accept, stateOf, modemBecomes, dispatcher } = start(async () => REFUSED);
    await modemBecomes(true);
    const id = await accept('447700900001', { fallbackAfter: 2_000 });
    await clock.advance(1_500);
    const { now } = clock;
    const looks = [499, 500];
    clock.now = () => now() + (looks.shift() ?? 500);
    dispatcher.pump();
    await clock.advance(10);
    clock.now = now;
    await clock.advance(1_000);
    expect(stateOf(id)).toBe('submitted');
  });

  it('a message whose time is over expires, whatever the paths do', async () => {
    const { clock, accept, stateOf } = start(async () => REFUSED, { withModem: false });
    const id = await accept('447700900001', { giveUpAfter: 90_000 });
    await clock.advance(89_999);
    expect(['queued', 'routing']).toContain(stateOf(id));
    await clock.advance(1);
    expect(stateOf(id)).toBe('expired');
  });

  it('a gateway that went down is left alone, and what waits for it goes when it is back', async () => {
    let answers = false;
    const { clock, accept, stateOf, offered } = start(async () => (answers ? ACCEPTED : REFUSED), {
      withModem: false,
    });
    const ids = [];
    for (let i = 0; i < 5; i++) ids.push(await accept(`44770090000${i}`));
    await clock.advance(1_000);
    const before = offered.length;
    await clock.advance(3_000);
    expect(offered).toHaveLength(before);
    answers = true;
    await clock.advance(120_000);
    expect(ids.map(stateOf)).toEqual(ids.map(() => 'submitted'));
  });

  it('a request that hangs does not hold up the next one for longer than a moment', async () => {
    const hanging = new Promise<Outcome>(() => undefined);
    const { clock, accept, offered } = start(({ to }) =>
      to.endsWith('1') ? hanging : Promise.resolve(ACCEPTED),
    );
    await accept('447700900001');
    await accept('447700900002');
    await clock.advance(99);
    expect(offered).toEqual(['447700900001']);
    await clock.advance(1);
    expect(offered).toEqual(['447700900001', '447700900002']);
  });

  it('a message that had to wait for its turn at a gateway that hangs was given fallbackAfter once more', async () => {
    const hang: OfferTo = (_, signal) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => resolve({ kind: 'inDoubt', detail: 'no answer' })),
      );
    const { clock, accept, stateOf, modemBecomes } = start(hang);
    await modemBecomes(true);
    const ids: number[] = [];
    for (let i = 0; i <= CONFIG.connections; i++) {
      ids.push(await accept('447700900001', { fallbackAfter: 2_000, onDoubt: 'resend' }));
      await clock.advance(250);
    }
    await clock.advance(2_000);
    expect(ids.map(stateOf)).toEqual(ids.map(() => 'submitted'));
  });

  it('halted, it tries no further path and leaves what waits on disk', async () => {
    const { clock, accept, stateOf, dispatcher, modemBecomes, offered } = start(async () => REFUSED);
    const id = await accept('447700900001', { fallbackAfter: 5_000 });
    await clock.advance(0);
    dispatcher.halt();
    await dispatcher.stop();
    await modemBecomes(true);
    await clock.advance(60_000);
    expect(offered).toHaveLength(1);
    expect(['queued', 'routing']).toContain(stateOf(id));
  });
});
