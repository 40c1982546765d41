import { assign, fromPromise, setup } from 'xstate';
import type { Rest } from '../src/submission/facts';
import type { Outcome } from '../src/submission/outcome';
import type { Situation } from '../src/submission/situation';
import {
  abandoned,
  endsInDoubt,
  isExpired,
  isRefused,
  mayCross,
  nextPath,
  restOf,
  type RestState,
} from './route-rules';

export interface RouteContext {
  /** The message. */
  id: number;
  situation: Situation | null;
  /** The attempt at the gateway that is under way, as the outbox numbers it. */
  attemptId: number;
  /** The first byte of its request was handed to the socket. */
  written: boolean;
  outcome: Outcome | null;
  rest: Rest | null;
}

interface Message {
  id: number;
}

/** A message and the gateway it is meant for. */
interface Offering extends Message {
  gateway: string;
}

const message = ({ context }: { context: RouteContext }): Message => ({ id: context.id });

const offering = ({ context: { id, situation } }: { context: RouteContext }): Offering => ({
  id,
  gateway: situation!.gateway.name!,
});

const notProvided = () => Promise.reject(new Error('this effect was not provided'));

/**
 * The way of one message from the facts on disk to its next rest. A fresh actor is started whenever the message is due;
 * it ends with the rest: for good, or until a time, a path's return, or a status report.
 */
export const routeMachine = setup({
  types: {
    context: {} as RouteContext,
    input: {} as Message,
    events: {} as { type: 'WRITTEN' },
    output: {} as Rest,
  },
  actors: {
    /** Reads the facts and the paths' condition. */
    consult: fromPromise<Situation, Message>(notProvided),
    /** Waits for its turn at the named gateway; resolves to the time of it, or to null: it went down meanwhile. */
    awaitTurn: fromPromise<number | null, Offering>(notProvided),
    /** Puts the intent on disk; resolves to the attempt's id. */
    recordIntent: fromPromise<number, Offering>(notProvided),
    /** Offers the message; sends WRITTEN when the request begins to be written. */
    offer: fromPromise<Outcome, Offering>(notProvided),
    /** Puts the result on disk. */
    recordOutcome: fromPromise<void, { attemptId: number; outcome: Outcome }>(notProvided),
    /** Hands the message to a modem, which puts intent and result of every segment on disk; false: none could take it. */
    submitByModem: fromPromise<boolean, Message>(notProvided),
  },
  guards: {
    isDelivered: ({ context }) => context.situation!.reported === 'delivered',
    isUndeliverable: ({ context }) => context.situation!.reported === 'undeliverable',
    isAccepted: ({ context }) => context.situation!.accepted !== null,
    endsInDoubt: ({ context }) => endsInDoubt(context.situation!),
    isCancelled: ({ context }) => context.situation!.cancelled,
    isRefused: ({ context }) => isRefused(context.situation!),
    isExpired: ({ context }) => isExpired(context.situation!),
    isGatewayNext: ({ context }) => nextPath(context.situation!) === 'gateway',
    isModemNext: ({ context }) => nextPath(context.situation!) === 'modem',
    isGranted: (_, turn: number | null) => turn !== null,
    isTaken: (_, taken: boolean) => taken,
    mayCross: ({ context }) => mayCross(context.situation!, context.written),
  },
  actions: {
    noteTurn: assign({ situation: ({ context }, now: number) => ({ ...context.situation!, now }) }),
    noteWritten: assign({ written: true }),
    abandon: assign({ outcome: ({ context }) => abandoned(context.written) }),
    layDown: assign({
      rest: ({ context }, { state }: { state: RestState }) => restOf(context.situation!, state),
    }),
  },
  delays: {
    patience: ({ context }) => Math.max(0, context.situation!.fallbackAt - context.situation!.now),
  },
}).createMachine({
  id: 'route',
  context: ({ input: { id } }) => ({
    id,
    situation: null,
    attemptId: 0,
    written: false,
    outcome: null,
    rest: null,
  }),
  output: ({ context }) => context.rest!,
  initial: 'consulting',
  states: {
    consulting: {
      invoke: {
        src: 'consult',
        input: message,
        onDone: { target: 'deciding', actions: assign({ situation: ({ event }) => event.output }) },
        onError: 'broken',
      },
    },
    deciding: {
      always: [
        { guard: 'isDelivered', target: 'delivered' },
        { guard: 'isUndeliverable', target: 'failed' },
        { guard: 'isAccepted', target: 'submitted' },
        { guard: 'endsInDoubt', target: 'inDoubt' },
        { guard: 'isCancelled', target: 'cancelled' },
        { guard: 'isRefused', target: 'failed' },
        { guard: 'isExpired', target: 'expired' },
        { guard: 'isGatewayNext', target: 'awaitingTurn' },
        { guard: 'isModemNext', target: 'submitting' },
        { target: 'resting' },
      ],
    },
    awaitingTurn: {
      invoke: {
        src: 'awaitTurn',
        input: offering,
        onDone: [
          {
            guard: { type: 'isGranted', params: ({ event }) => event.output },
            target: 'recordingIntent',
            actions: { type: 'noteTurn', params: ({ event }) => event.output! },
          },
          { target: 'consulting' },
        ],
        onError: 'broken',
      },
      after: { patience: { guard: 'mayCross', target: 'consulting' } },
    },
    recordingIntent: {
      invoke: {
        src: 'recordIntent',
        input: offering,
        onDone: {
          target: 'offering',
          actions: assign({ attemptId: ({ event }) => event.output, written: false, outcome: null }),
        },
        onError: 'broken',
      },
    },
    offering: {
      invoke: {
        src: 'offer',
        input: offering,
        onDone: { target: 'recordingOutcome', actions: assign({ outcome: ({ event }) => event.output }) },
        onError: 'broken',
      },
      on: { WRITTEN: { actions: 'noteWritten' } },
      after: { patience: { guard: 'mayCross', target: 'recordingOutcome', actions: 'abandon' } },
    },
    recordingOutcome: {
      invoke: {
        src: 'recordOutcome',
        input: ({ context }) => ({ attemptId: context.attemptId, outcome: context.outcome! }),
        onDone: 'consulting',
        onError: 'broken',
      },
    },
    submitting: {
      invoke: {
        src: 'submitByModem',
        input: message,
        onDone: [
          { guard: { type: 'isTaken', params: ({ event }) => event.output }, target: 'consulting' },
          { target: 'yielding' },
        ],
        onError: 'broken',
      },
    },
    delivered: { type: 'final', entry: { type: 'layDown', params: { state: 'delivered' } } },
    submitted: { type: 'final', entry: { type: 'layDown', params: { state: 'submitted' } } },
    failed: { type: 'final', entry: { type: 'layDown', params: { state: 'failed' } } },
    expired: { type: 'final', entry: { type: 'layDown', params: { state: 'expired' } } },
    cancelled: { type: 'final', entry: { type: 'layDown', params: { state: 'cancelled' } } },
    inDoubt: { type: 'final', entry: { type: 'layDown', params: { state: 'inDoubt' } } },
    resting: { type: 'final', entry: { type: 'layDown', params: { state: 'resting' } } },
    yielding: {
      description: 'The modem was lost before it took the message.',
      type: 'final',
      entry: { type: 'layDown', params: { state: 'yielding' } },
    },
    broken: {
      description: 'A fault of ours: the message keeps its facts and is taken up again later.',
      type: 'final',
    },
  },
});
