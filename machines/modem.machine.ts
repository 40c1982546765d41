import { and } from 'xstate';
import { modemSetup } from './modem-setup';

const why = ({ event }: { event: { error: unknown } }): string =>
  event.error instanceof Error ? event.error.message : String(event.error);

const checkingAll = {
  target: '#modem.synchronising',
  actions: { type: 'explain', params: ({ event }: { event: { reason: string } }) => event.reason },
} as const;

const failing = { target: '#modem.recovering', actions: { type: 'explain', params: why } } as const;

/** The life of one modem, from a port that is not there to one that takes messages, and back. */
export const modemMachine = modemSetup.createMachine({
  id: 'modem',
  context: {
    identity: null,
    sim: null,
    registration: null,
    signal: null,
    operator: null,
    reason: '',
    failedOpenings: 0,
    rung: 0,
  },
  initial: 'opening',
  on: {
    STOP: '.closing',
    LOST: { target: '.absent', actions: { type: 'explain', params: ({ event }) => event.reason } },
    REBOOTED: { target: '.settling', actions: { type: 'explain', params: ({ event }) => event.banner } },
  },
  states: {
    absent: {
      entry: 'noteFailedOpening',
      after: {
        absence: [
          { guard: and(['hasPowerSwitch', 'isLongAbsent']), target: '#modem.recovering.cuttingPower' },
          { target: 'opening' },
        ],
      },
      on: { REBOOTED: {} },
    },
    opening: {
      invoke: {
        src: 'openPort',
        onDone: { target: 'synchronising', actions: 'noteOpening' },
        onError: { target: 'absent', actions: { type: 'explain', params: why } },
      },
    },
    settling: { after: { bootSettle: 'synchronising' }, on: { REBOOTED: {} } },
    synchronising: { invoke: { src: 'synchronise', onDone: 'configuring', onError: failing } },
    configuring: {
      invoke: {
        src: 'configure',
        onDone: {
          target: 'checkingSim',
          actions: { type: 'noteIdentity', params: ({ event }) => event.output },
        },
        onError: failing,
      },
    },
    checkingSim: {
      initial: 'asking',
      after: { simBudget: { target: 'recovering', actions: 'explainSim' } },
      states: {
        asking: {
          invoke: {
            src: 'checkSim',
            onDone: {
              target: 'judging',
              actions: { type: 'noteSim', params: ({ event }) => event.output },
            },
            onError: failing,
          },
        },
        judging: {
          always: [
            { guard: 'isSimReady', target: '#modem.registering' },
            { guard: 'isSimBlocked', target: '#modem.blocked' },
            'waiting',
          ],
        },
        waiting: { after: { simPause: 'asking' } },
      },
    },
    registering: {
      initial: 'asking',
      after: { registrationBudget: { target: 'recovering', actions: 'explainRegistration' } },
      states: {
        asking: {
          invoke: {
            src: 'readRegistration',
            onDone: {
              target: 'judging',
              actions: { type: 'noteRegistration', params: ({ event }) => event.output },
            },
            onError: failing,
          },
        },
        judging: {
          always: [
            { guard: 'isRegistered', target: '#modem.subscribing' },
            { guard: 'isDenied', target: '#modem.blocked' },
            'waiting',
          ],
        },
        waiting: { after: { registrationPause: 'asking' }, on: { REGISTRATION: 'asking' } },
      },
    },
    subscribing: {
      invoke: {
        src: 'subscribe',
        onDone: { target: 'ready', actions: { type: 'noteStatus', params: ({ event }) => event.output } },
        onError: failing,
      },
    },
    ready: {
      tags: 'accepting',
      entry: 'noteRecovery',
      initial: 'idle',
      on: { DISTURBED: 'resynchronising', UNFIT: checkingAll },
      states: {
        idle: { after: { keepAlive: 'polling' }, on: { REGISTRATION: 'polling' } },
        polling: {
          invoke: {
            src: 'readStatus',
            onDone: {
              target: 'judging',
              actions: { type: 'noteStatus', params: ({ event }) => event.output },
            },
            onError: '#modem.resynchronising',
          },
          on: { DISTURBED: '#modem.resynchronising.told' },
        },
        pollingAgain: {
          invoke: {
            src: 'readStatus',
            onDone: {
              target: 'judging',
              actions: { type: 'noteStatus', params: ({ event }) => event.output },
            },
            onError: '#modem.resynchronising',
          },
        },
        judging: { always: [{ guard: 'isRegistered', target: 'idle' }, '#modem.registering'] },
      },
    },
    resynchronising: {
      tags: 'accepting',
      invoke: {
        src: 'synchronise',
        onDone: [{ guard: 'isToldOfRegistration', target: 'ready.pollingAgain' }, 'ready'],
        onError: failing,
      },
      on: { UNFIT: checkingAll },
      initial: 'untold',
      states: { untold: { on: { REGISTRATION: 'told' } }, told: {} },
    },
    recovering: {
      description: 'One rung of the ladder each time, until one leads to ready.',
      entry: 'climb',
      initial: 'choosing',
      on: { REBOOTED: {} },
      states: {
        choosing: {
          always: [
            { guard: { type: 'isOnRung', params: 1 }, target: 'pausing' },
            { guard: { type: 'isOnRung', params: 2 }, target: 'resetting' },
            { guard: { type: 'isOnRung', params: 3 }, target: 'reopening' },
            { guard: and(['hasPowerSwitch', { type: 'isOnRung', params: 4 }]), target: 'cuttingPower' },
            'resting',
          ],
        },
        pausing: { after: { recoveryPause: '#modem.synchronising' } },
        resetting: { invoke: { src: 'reset', onDone: 'rebooting', onError: 'rebooting' } },
        rebooting: { after: { resetSettle: 'reopening' } },
        reopening: { invoke: { src: 'closePort', onDone: 'closed', onError: 'closed' } },
        closed: { after: { reopenSettle: '#modem.opening' } },
        cuttingPower: {
          on: { LOST: {} },
          invoke: { src: 'cyclePower', onDone: 'powering', onError: 'resting' },
        },
        powering: { on: { LOST: {} }, after: { powerSettle: 'reopening' } },
        resting: { entry: 'startOver', after: { slowRetry: 'reopening' } },
      },
    },
    blocked: { after: { blockedPause: 'checkingSim' } },
    closing: {
      on: { STOP: {}, LOST: {}, REBOOTED: {} },
      invoke: { src: 'closePort', onDone: 'stopped', onError: 'stopped' },
    },
    stopped: { type: 'final' },
  },
});
