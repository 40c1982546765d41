import { createActor, fromPromise, initialTransition, transition } from 'xstate';
import { describe, expect, it } from 'vitest';
import { modemMachine } from '../../machines/modem.machine';
import type { ModemEvent } from '../../machines/modem-setup';
import type { ModemStatus, Registration, SimState } from '../../src/dispatch/modem-port';
import { SimulatedClock } from '../support/simulated-clock';

const home: Registration = { state: 'registered', roaming: false, raw: '+CREG 1' };
const searching: Registration = { state: 'searching', roaming: false, raw: '+CREG 2' };
const denied: Registration = { state: 'denied', roaming: false, raw: '+CREG 3' };
const identity = { manufacturer: 'ACME', model: 'M1', revision: '1', imei: '1', profile: 'generic' };

type Name =
  'openPort' | 'synchronise' | 'configure' | 'checkSim' | 'readRegistration' | 'subscribe' | 'readStatus';
type Effects = { [name in Name]: () => unknown };

const working: Effects = {
  openPort: () => undefined,
  synchronise: () => undefined,
  configure: () => identity,
  checkSim: (): SimState => ({ state: 'ready' }),
  readRegistration: () => home,
  subscribe: (): ModemStatus => ({ registration: home, signal: 17, operator: 'ACME' }),
  readStatus: (): ModemStatus => ({ registration: home, signal: 18, operator: 'ACME' }),
};

function fails(reason: string): () => never {
  return () => {
    throw new Error(reason);
  };
}

function start(overrides: Partial<Effects> = {}, powerSwitch?: () => void) {
  const clock = new SimulatedClock();
  const effects = { ...working, ...overrides };
  const calls: string[] = [];
  const effect = <T>(name: Name) =>
    fromPromise<T>(async () => {
      calls.push(name);
      return effects[name]() as T;
    });
  const machine = modemMachine.provide({
    actors: {
      openPort: effect('openPort'),
      synchronise: effect('synchronise'),
      configure: effect('configure'),
      checkSim: effect('checkSim'),
      readRegistration: effect('readRegistration'),
      subscribe: effect('subscribe'),
      readStatus: effect('readStatus'),
      reset: fromPromise<void>(async () => void calls.push('reset')),
      closePort: fromPromise<void>(async () => void calls.push('closePort')),
      cyclePower: fromPromise<void>(async () => {
        calls.push('cyclePower');
        powerSwitch?.();
      }),
    },
    guards: { hasPowerSwitch: () => powerSwitch !== undefined },
  });
  const actor = createActor(machine, { clock });
  actor.start();
  const state = (): string => {
    const { value } = actor.getSnapshot();
    return typeof value === 'string' ? value : `${Object.keys(value)[0]}.${Object.values(value)[0]}`;
  };
  return { clock, calls, effects, actor, state };
}

describe('the life of a modem', () => {
  it('leads to ready, step by step', async () => {
    const { clock, calls, actor, state } = start();
    await clock.advance(0);
    expect(calls).toEqual([
      'openPort',
      'synchronise',
      'configure',
      'checkSim',
      'readRegistration',
      'subscribe',
    ]);
    expect(state()).toBe('ready.idle');
    expect(actor.getSnapshot().context).toMatchObject({ identity, registration: home, signal: 17 });
  });

  it('waits longer and longer for a port that is not there, never longer than 15 s, for ever', async () => {
    const { clock, calls, effects, state } = start({ openPort: fails('no such device') });
    await clock.advance(1_000 + 2_000 + 4_000 + 8_000);
    expect(calls).toHaveLength(5);
    await clock.advance(3_600_000);
    expect(calls).toHaveLength(5 + 240);
    effects.openPort = working.openPort;
    await clock.advance(15_000);
    expect(state()).toBe('ready.idle');
  });

  it('comes back after the port has gone', async () => {
    const { clock, actor, state } = start();
    await clock.advance(0);
    actor.send({ type: 'LOST', reason: 'unplugged' });
    expect(state()).toBe('absent');
    expect(actor.getSnapshot().context.reason).toBe('unplugged');
    await clock.advance(1_000);
    expect(state()).toBe('ready.idle');
  });

  it('asks again while the SIM is busy, and climbs when it stays so', async () => {
    const { clock, effects, state } = start({ checkSim: () => ({ state: 'busy', detail: 'SIM busy' }) });
    await clock.advance(60_000);
    expect(state()).toBe('checkingSim.waiting');
    effects.checkSim = working.checkSim;
    await clock.advance(2_000);
    expect(state()).toBe('ready.idle');
    const stuck = start({ checkSim: () => ({ state: 'busy', detail: 'SIM busy' }) });
    await stuck.clock.advance(90_000);
    expect(stuck.state()).toBe('recovering.pausing');
  });

  it.each([
    ['SIM', { checkSim: () => ({ state: 'blocked', detail: 'SIM PIN needed' }) }],
    ['registration', { readRegistration: () => denied }],
  ])('is blocked by its %s and looks again each minute', async (_what, overrides) => {
    const { clock, effects, state } = start(overrides);
    await clock.advance(0);
    expect(state()).toBe('blocked');
    Object.assign(effects, working);
    await clock.advance(60_000);
    expect(state()).toBe('ready.idle');
  });

  it('asks for the registration every 5 s, and at once when the modem tells of it', async () => {
    const { clock, calls, effects, actor, state } = start({ readRegistration: () => searching });
    await clock.advance(20_000);
    expect(calls.filter((name) => name === 'readRegistration')).toHaveLength(5);
    effects.readRegistration = working.readRegistration;
    actor.send({ type: 'REGISTRATION', registration: home });
    await clock.advance(0);
    expect(state()).toBe('ready.idle');
  });

  it('looks at the modem once a minute while there is nothing to do', async () => {
    const { clock, calls } = start();
    await clock.advance(0);
    const before = calls.length;
    await clock.advance(3_600_000);
    expect(calls.slice(before)).toEqual(Array(60).fill('readStatus'));
    expect(clock.pending).toBe(1);
  });

  it('takes no messages while it is not registered', async () => {
    const { clock, effects, actor, state } = start();
    await clock.advance(0);
    effects.readStatus = (): ModemStatus => ({ registration: searching, signal: null, operator: null });
    effects.readRegistration = () => searching;
    await clock.advance(60_000);
    expect(state()).toBe('registering.waiting');
    expect(actor.getSnapshot().hasTag('accepting')).toBe(false);
  });

  it('synchronises after an answer that did not come, and still accepts messages meanwhile', async () => {
    const { clock, calls, actor, state } = start();
    await clock.advance(0);
    actor.send({ type: 'DISTURBED', reason: 'AT+CMGS was given up' });
    expect(state()).toBe('resynchronising.untold');
    expect(actor.getSnapshot().hasTag('accepting')).toBe(true);
    await clock.advance(0);
    expect(state()).toBe('ready.idle');
    expect(calls.at(-1)).toBe('synchronise');
  });

  it('asks for the registration where the modem told of it while it was being synchronised', async () => {
    const { clock, effects, actor, state } = start();
    await clock.advance(0);
    effects.readStatus = (): ModemStatus => ({ registration: searching, signal: null, operator: null });
    effects.readRegistration = () => searching;
    actor.send({ type: 'DISTURBED', reason: 'AT+CMGS was given up' });
    actor.send({ type: 'REGISTRATION', registration: searching });
    await clock.advance(0);
    expect(state()).toBe('registering.waiting');
  });

  it('asks again, once, what an overdue answer kept it from asking', async () => {
    const { clock, calls, effects, actor, state } = start();
    await clock.advance(0);
    effects.readStatus = () => new Promise(() => undefined);
    actor.send({ type: 'REGISTRATION', registration: searching });
    calls.length = 0;
    actor.send({ type: 'DISTURBED', reason: 'AT+CMGS was given up' });
    await clock.advance(0);
    expect(state()).toBe('ready.pollingAgain');
    expect(calls).toEqual(['synchronise', 'readStatus']);
    actor.send({ type: 'DISTURBED', reason: 'AT+CREG? was not answered' });
    await clock.advance(0);
    expect(state()).toBe('ready.idle');
    expect(calls).toEqual(['synchronise', 'readStatus', 'synchronise']);
  });

  it.each(['ready', 'resynchronising'])(
    'takes no message in %s once it said that it cannot send',
    async (when) => {
      const { clock, calls, effects, actor, state } = start();
      await clock.advance(0);
      if (when === 'resynchronising') actor.send({ type: 'DISTURBED', reason: 'no answer' });
      effects.checkSim = (): SimState => ({ state: 'blocked', detail: 'no SIM inserted' });
      calls.length = 0;
      actor.send({ type: 'UNFIT', reason: 'SIM not inserted' });
      expect(actor.getSnapshot().hasTag('accepting')).toBe(false);
      await clock.advance(0);
      expect(calls).toEqual(['synchronise', 'configure', 'checkSim']);
      expect(state()).toBe('blocked');
      effects.checkSim = working.checkSim;
      await clock.advance(60_000);
      expect(state()).toBe('ready.idle');
    },
  );

  it('lets a modem that rebooted boot before it is set up again', async () => {
    const { clock, calls, actor, state } = start();
    await clock.advance(0);
    actor.send({ type: 'REBOOTED', banner: 'RDY' });
    await clock.advance(4_999);
    expect(state()).toBe('settling');
    await clock.advance(1);
    expect(state()).toBe('ready.idle');
    expect(calls.filter((name) => name === 'configure')).toHaveLength(2);
  });

  it('climbs the ladder of recovery: again, reset, reopen, rest, and over again', async () => {
    const { clock, calls, effects, state } = start({ synchronise: fails('mute') });
    await clock.advance(0);
    calls.length = 0;
    await clock.advance(5_000 + 15_000 + 2_000 + 2_000);
    expect(calls).toEqual([
      'synchronise',
      'reset',
      'closePort',
      'openPort',
      'synchronise',
      'closePort',
      'openPort',
      'synchronise',
    ]);
    expect(state()).toBe('recovering.resting');
    await clock.advance(60_000 + 2_000);
    expect(state()).toBe('recovering.pausing');
    effects.synchronise = working.synchronise;
    await clock.advance(5_000);
    expect(state()).toBe('ready.idle');
  });

  it('cuts the power of a modem that reset and reopening did not help, and comes back', async () => {
    const effects = { synchronise: fails('mute') as () => void };
    const { clock, calls, state } = start({ synchronise: () => effects.synchronise() }, () => {
      effects.synchronise = () => undefined;
    });
    await clock.advance(5_000 + 15_000 + 2_000 + 2_000);
    expect(calls.at(-1)).toBe('cyclePower');
    expect(state()).toBe('recovering.powering');
    await clock.advance(20_000 + 2_000);
    expect(state()).toBe('ready.idle');
    expect(calls.filter((call) => call === 'cyclePower')).toHaveLength(1);
  });

  it('cuts the power of a modem whose port stays away for minutes; without a switch it goes on looking', async () => {
    const openPort = fails('no such device');
    const [switched, plain] = [start({ openPort }, () => undefined), start({ openPort })];
    await Promise.all([switched.clock.advance(360_000), plain.clock.advance(360_000)]);
    expect(switched.calls).toContain('cyclePower');
    expect(plain.calls).not.toContain('cyclePower');
    expect(plain.state()).toBe('absent');
  });

  it('rests when the power could not be cut, and tries the whole ladder again', async () => {
    const broken = fails('no relay');
    const { clock, calls, state } = start({ synchronise: fails('mute') }, broken);
    await clock.advance(5_000 + 15_000 + 2_000 + 2_000);
    expect(state()).toBe('recovering.resting');
    await clock.advance(60_000 + 2_000 + 5_000 + 15_000 + 2_000 + 2_000);
    expect(calls.filter((call) => call === 'cyclePower')).toHaveLength(2);
  });

  it.each(['ready', 'absent', 'blocked'])('stops from %s', async (from) => {
    const overrides = {
      ready: {},
      absent: { openPort: fails('no such device') },
      blocked: { checkSim: () => ({ state: 'blocked', detail: 'no SIM' }) },
    };
    const { clock, calls, actor, state } = start(overrides[from as keyof typeof overrides]);
    await clock.advance(0);
    expect(state()).toMatch(from);
    actor.send({ type: 'STOP' });
    await clock.advance(0);
    expect(actor.getSnapshot()).toMatchObject({ value: 'stopped', status: 'done' });
    expect(calls.at(-1)).toBe('closePort');
    expect(clock.pending).toBe(0);
  });
});

describe('transitions', () => {
  const reach = (...events: object[]) =>
    events.reduce<ReturnType<typeof initialTransition<typeof modemMachine>>[0]>(
      (snapshot, event) => transition(modemMachine, snapshot, event as ModemEvent)[0],
      initialTransition(modemMachine)[0],
    );
  const opened = { type: 'xstate.done.actor.0.modem.opening' };
  const synchronised = { type: 'xstate.done.actor.0.modem.synchronising' };
  const lost = { type: 'LOST', reason: 'unplugged' };

  it.each([
    ['opening', [], 'opening'],
    ['a reboot while configuring', [opened, synchronised, { type: 'REBOOTED', banner: 'RDY' }], 'settling'],
    ['a reboot while absent', [lost, { type: 'REBOOTED', banner: 'RDY' }], 'absent'],
    [
      'a disturbance while configuring',
      [opened, synchronised, { type: 'DISTURBED', reason: '' }],
      'configuring',
    ],
    ['a port that goes while it is being closed', [{ type: 'STOP' }, lost], 'closing'],
  ])('%s', (_name, events, value) => expect(reach(...events).value).toEqual(value));

  it('keeps nothing in its context that is not plain JSON', () => {
    const { context } = reach(opened, synchronised, lost);
    expect(JSON.parse(JSON.stringify(context))).toEqual(context);
  });
});
