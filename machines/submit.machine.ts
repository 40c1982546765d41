import { assign, fromCallback, fromPromise, sendTo, setup } from 'xstate';
import type { SegmentResult } from '../src/ports';
import {
  accepted,
  doubtful,
  lost,
  type SubmitContext,
  type SubmitInput,
  type SubmitMachineEvent,
  type WritePdu,
} from './submit-results';

const notProvided = () => Promise.reject(new Error('this effect was not provided'));

const nothingSent = (code: string, detail: string) =>
  ({ type: 'conclude', params: { kind: 'notSubmitted', code, detail } }) as const;
const doubt = (code: string, detail: string) =>
  ({ type: 'conclude', params: { kind: 'inDoubt', code, detail } }) as const;
const giveUp = (code: string, detail: string) =>
  ({ target: '#submit.notSubmitted', actions: nothingSent(code, detail) }) as const;

/** One CMGS exchange. The PDU is written once, and only when both the prompt has come and the intent is on disk. */
export const submitMachine = setup({
  types: {
    input: {} as SubmitInput,
    context: {} as SubmitContext,
    events: {} as SubmitMachineEvent,
    output: {} as SegmentResult,
  },
  actors: {
    /** Writes AT+CMGS= at once and the PDU when told WRITE_PDU; gives the exchange up when it is stopped. */
    exchange: fromCallback<WritePdu, { length: number }>(() => {
      throw new Error('this effect was not provided');
    }),
    /** Puts the intent on disk. */
    recordIntent: fromPromise<void>(notProvided),
  },
  guards: {
    isHandedOver: ({ context }) => context.handedOver,
    isDoubtful: ({ event }) => event.type === 'REFUSED' && event.doubtful,
  },
  actions: {
    handOver: assign({ handedOver: true }),
    writePdu: sendTo('exchange', ({ context }) => ({ type: 'WRITE_PDU', pdu: context.pdu })),
    conclude: assign({ result: (_, result: SegmentResult) => result }),
    noteReference: assign({ result: ({ event }) => accepted(event) }),
    noteRefusal: assign({ result: ({ event }) => (event.type === 'REFUSED' ? event.refusal : null) }),
    noteDoubtfulRefusal: assign({ result: ({ event }) => doubtful(event) }),
    noteLoss: assign({ result: ({ context, event }) => lost(event, context.handedOver) }),
    noteNotStarted: assign({ result: ({ event }) => lost(event, false) }),
  },
  delays: {
    commandLimit: 60_000,
    promptLimit: 10_000,
    recordLimit: 30_000,
    writeLimit: 30_000,
    answerTimeout: ({ context }) => context.answerTimeout,
  },
}).createMachine({
  id: 'submit',
  context: ({ input }) => ({ ...input, handedOver: false, result: null }),
  output: ({ context }) => context.result!,
  invoke: {
    src: 'exchange',
    id: 'exchange',
    input: ({ context }) => ({ length: context.length }),
    onError: [
      { guard: 'isHandedOver', target: '.inDoubt', actions: doubt('BROKEN', 'the driver failed') },
      { target: '.notSubmitted', actions: nothingSent('BROKEN', 'the driver failed') },
    ],
  },
  initial: 'preparing',
  states: {
    preparing: {
      description: 'The prompt is waited for while the intent goes to disk.',
      type: 'parallel',
      states: {
        line: {
          initial: 'commanding',
          states: {
            commanding: {
              on: { COMMAND_WRITTEN: 'awaitingPrompt', PROMPTED: 'prompted' },
              after: { commandLimit: giveUp('TIMEOUT', 'AT+CMGS could not be written') },
            },
            awaitingPrompt: {
              on: { PROMPTED: 'prompted' },
              after: { promptLimit: giveUp('TIMEOUT', 'no prompt after AT+CMGS') },
            },
            prompted: { type: 'final' },
          },
        },
        intent: {
          initial: 'recording',
          states: {
            recording: {
              invoke: {
                src: 'recordIntent',
                onDone: 'recorded',
                onError: giveUp('NOT_RECORDED', 'the intent could not be put on disk'),
              },
              after: { recordLimit: giveUp('NOT_RECORDED', 'the disk did not answer') },
            },
            recorded: { type: 'final' },
          },
        },
      },
      on: {
        REFUSED: { target: 'refused', actions: 'noteRefusal' },
        LOST: { target: 'notSubmitted', actions: 'noteLoss' },
        WITHDRAW: giveUp('WITHDRAWN', 'withdrawn before it was written'),
      },
      onDone: 'submitting',
    },
    submitting: {
      description: 'From here on nothing but an answer ends it without doubt.',
      entry: ['handOver', 'writePdu'],
      initial: 'writingPdu',
      states: {
        writingPdu: {
          on: {
            PDU_WRITTEN: 'awaitingReference',
            PDU_NOT_STARTED: { target: '#submit.notSubmitted', actions: 'noteNotStarted' },
          },
          after: {
            writeLimit: {
              target: '#submit.inDoubt',
              actions: doubt('TIMEOUT', 'the PDU could not be written'),
            },
          },
        },
        awaitingReference: {
          after: {
            answerTimeout: {
              target: '#submit.inDoubt',
              actions: doubt('TIMEOUT', 'no answer after the PDU'),
            },
          },
        },
      },
      on: {
        REFERENCED: { target: 'accepted', actions: 'noteReference' },
        REFUSED: [
          { guard: 'isDoubtful', target: 'inDoubt', actions: 'noteDoubtfulRefusal' },
          { target: 'refused', actions: 'noteRefusal' },
        ],
        LOST: { target: 'inDoubt', actions: 'noteLoss' },
      },
    },
    accepted: { type: 'final' },
    refused: { type: 'final' },
    notSubmitted: { type: 'final' },
    inDoubt: { type: 'final' },
  },
});
