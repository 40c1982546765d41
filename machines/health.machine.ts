import { assign, setup } from 'xstate';

export interface HealthContext {
  /** Failures while closed, weighed against answers: see FAILURE. */
  strain: number;
  /** Requests in a row, while closed, that were given up before their time-out. */
  unanswered: number;
  /** Answers in a row while half open. */
  successes: number;
  /** Times it has opened since it last stayed closed for STEADY. */
  openings: number;
}

/** A failure strains it so much, and an answer relieves it by 1: three failures in a row open it, so does one in two. */
const FAILURE = 2;
export const STRAIN_TO_OPEN = 6;
/** How long it stays closed until it is trusted as one that never failed, in milliseconds. */
export const STEADY = 300_000;
/** Requests given up in a row that open it: each alone may only have been slow. */
export const UNANSWERED_TO_OPEN = 10;
/** Answers in a row that close it again: one could be luck. */
export const SUCCESSES_TO_CLOSE = 2;
/** First and longest time it stays open, in milliseconds; doubled at each opening in a row. */
export const SHORTEST_OPEN = 5_000;
export const LONGEST_OPEN = 60_000;

/** Health of one gateway: whether it is worth offering a message to it. */
export const healthMachine = setup({
  types: {
    context: {} as HealthContext,
    events: {} as { type: 'ANSWERED' } | { type: 'FAILED' } | { type: 'UNANSWERED' },
  },
  guards: {
    isLastStraw: ({ context }) => context.strain + FAILURE >= STRAIN_TO_OPEN,
    isLongSilent: ({ context }) => context.unanswered + 1 >= UNANSWERED_TO_OPEN,
    isRecovered: ({ context }) => context.successes + 1 >= SUCCESSES_TO_CLOSE,
  },
  actions: {
    countFailure: assign({ strain: ({ context }) => context.strain + FAILURE }),
    countUnanswered: assign({ unanswered: ({ context }) => context.unanswered + 1 }),
    relieve: assign({ strain: ({ context }) => Math.max(0, context.strain - 1), unanswered: 0 }),
    countSuccess: assign({ successes: ({ context }) => context.successes + 1 }),
    countOpening: assign({
      strain: 0,
      unanswered: 0,
      successes: 0,
      openings: ({ context }) => context.openings + 1,
    }),
    forgetOpenings: assign({ openings: 0 }),
  },
  delays: {
    steady: STEADY,
    cooldown: ({ context }) => Math.min(LONGEST_OPEN, SHORTEST_OPEN * 2 ** (context.openings - 1)),
  },
}).createMachine({
  id: 'health',
  context: { strain: 0, unanswered: 0, successes: 0, openings: 0 },
  initial: 'closed',
  states: {
    closed: {
      description: 'It answers: messages are offered to it.',
      after: { steady: { actions: 'forgetOpenings' } },
      on: {
        ANSWERED: { actions: 'relieve' },
        FAILED: [{ guard: 'isLastStraw', target: 'open' }, { actions: 'countFailure' }],
        UNANSWERED: [{ guard: 'isLongSilent', target: 'open' }, { actions: 'countUnanswered' }],
      },
    },
    open: {
      description: 'It is down: messages cross to the modem at once.',
      entry: 'countOpening',
      after: { cooldown: 'halfOpen' },
      on: { ANSWERED: 'halfOpen' },
    },
    halfOpen: {
      description: 'One message at a time finds out whether it is back.',
      on: {
        ANSWERED: [{ guard: 'isRecovered', target: 'closed' }, { actions: 'countSuccess' }],
        FAILED: 'open',
        UNANSWERED: 'open',
      },
    },
  },
});
