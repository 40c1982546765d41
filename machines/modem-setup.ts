import { assign, fromPromise, setup, stateIn } from 'xstate';
import type { ModemIdentity, ModemStatus, Registration, SimState } from '../src/dispatch/modem-port';

export interface ModemContext {
  identity: ModemIdentity | null;
  sim: SimState | null;
  registration: Registration | null;
  /** 0..31, null when not known. */
  signal: number | null;
  /** Null when not known. */
  operator: string | null;
  /** What went wrong last, or what is waited for. */
  reason: string;
  /** Times in a row that the port could not be opened. */
  failedOpenings: number;
  /** Height on the ladder of recovery; 0 once ready. */
  rung: number;
}

export type ModemEvent =
  | { type: 'LOST'; reason: string }
  | { type: 'REBOOTED'; banner: string }
  | { type: 'DISTURBED'; reason: string }
  /** It said that it cannot send: its SIM or its network may be gone. */
  | { type: 'UNFIT'; reason: string }
  | { type: 'REGISTRATION'; registration: Registration }
  | { type: 'STOP' };

/** First and longest wait before the port is tried again, in milliseconds. */
const SHORTEST_ABSENCE = 1_000;
const LONGEST_ABSENCE = 15_000;

/** Failed openings in a row after which a modem is taken to hang out of sight: about five minutes. */
const LONG_ABSENCE = 20;

const notProvided = () => Promise.reject(new Error('this effect was not provided'));
/** Facts, events, effects and times of the modem machine. */
export const modemSetup = setup({
  types: { context: {} as ModemContext, events: {} as ModemEvent, tags: {} as 'accepting' },
  actors: {
    openPort: fromPromise<void>(notProvided),
    synchronise: fromPromise<void>(notProvided),
    configure: fromPromise<ModemIdentity>(notProvided),
    checkSim: fromPromise<SimState>(notProvided),
    readRegistration: fromPromise<Registration>(notProvided),
    subscribe: fromPromise<ModemStatus>(notProvided),
    readStatus: fromPromise<ModemStatus>(notProvided),
    reset: fromPromise<void>(notProvided),
    cyclePower: fromPromise<void>(notProvided),
    closePort: fromPromise<void>(notProvided),
  },
  guards: {
    isSimReady: ({ context }) => context.sim?.state === 'ready',
    isSimBlocked: ({ context }) => context.sim?.state === 'blocked',
    isRegistered: ({ context: { registration } }) =>
      registration?.state === 'registered' || registration?.state === 'untold',
    isToldOfRegistration: stateIn('#modem.resynchronising.told'),
    isDenied: ({ context }) => context.registration?.state === 'denied',
    /** Somebody configured how the modem's power can be taken away. */
    hasPowerSwitch: () => false,
    isLongAbsent: ({ context }) => context.failedOpenings % LONG_ABSENCE === 0,
    isOnRung: ({ context }, rung: number) => context.rung === rung,
  },
  actions: {
    explain: assign({ reason: (_, reason: string) => reason }),
    explainSim: assign({
      reason: ({ context: { sim } }) =>
        `the SIM is not ready${sim?.state === 'busy' ? `: ${sim.detail}` : ''}`,
    }),
    explainRegistration: assign({
      reason: ({ context: { registration } }) =>
        `not registered for long${registration ? ` (${registration.state}, ${registration.raw})` : ''}`,
    }),
    noteFailedOpening: assign({ failedOpenings: ({ context }) => context.failedOpenings + 1 }),
    noteOpening: assign({ failedOpenings: 0, reason: '' }),
    noteIdentity: assign({ identity: (_, identity: ModemIdentity) => identity }),
    noteSim: assign({ sim: (_, sim: SimState) => sim }),
    noteRegistration: assign({ registration: (_, registration: Registration) => registration }),
    noteStatus: assign((_, { registration, signal, operator }: ModemStatus) => ({
      registration,
      signal,
      operator,
    })),
    noteRecovery: assign({ rung: 0, reason: '' }),
    climb: assign({ rung: ({ context }) => context.rung + 1 }),
    startOver: assign({ rung: 0 }),
  },
  delays: {
    absence: ({ context }) => Math.min(LONGEST_ABSENCE, SHORTEST_ABSENCE * 2 ** (context.failedOpenings - 1)),
    bootSettle: 5_000,
    simPause: 2_000,
    simBudget: 90_000,
    registrationPause: 5_000,
    registrationBudget: 600_000,
    keepAlive: 60_000,
    blockedPause: 60_000,
    recoveryPause: 5_000,
    resetSettle: 15_000,
    reopenSettle: 2_000,
    powerSettle: 20_000,
    slowRetry: 60_000,
  },
});
