import { assign, setup } from 'xstate';

export interface HealthContext {
  /** Failures in a row while closed. */
  failures: number;
  /** Requests in a row, while closed, that were given up before their time-out. */
  unanswered: number;
  /** Answers in a row while half open. */
  successes: number;
  /** Times it has opened since it was last closed. */
  openings: number;
}

/** Failures in a row that open it. */
export const FAILURES_TO_OPEN = 3;
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
    isLastStraw: ({ context }) => context.failures + 1 >= FAILURES_TO_OPEN,
    isLongSilent: ({ context }) => context.unanswered + 1 >= UNANSWERED_TO_OPEN,
    isRecovered: ({ context }) => context.successes + 1 >= SUCCESSES_TO_CLOSE,
  },
  actions: {
    countFailure: assign({ failures: ({ context }) => context.failures + 1 }),
    countUnanswered: assign({ unanswered: ({ context }) => context.unanswered + 1 }),
    forgetFailures: assign({ failures: 0, unanswered: 0 }),
    countSuccess: assign({ successes: ({ context }) => context.successes + 1 }),
    countOpening: assign({
      failures: 0,
      unanswered: 0,
      successes: 0,
      openings: ({ context }) => context.openings + 1,
    }),
    forgetOpenings: assign({ failures: 0, unanswered: 0, successes: 0, openings: 0 }),
  },
  delays: {
    cooldown: ({ context }) => Math.min(LONGEST_OPEN, SHORTEST_OPEN * 2 ** (context.openings - 1)),
  },
}).createMachine({
  id: 'health',
  context: { failures: 0, unanswered: 0, successes: 0, openings: 0 },
  initial: 'closed',
  states: {
    closed: {
      description: 'It answers: messages are offered to it.',
      on: {
        ANSWERED: { actions: 'forgetFailures' },
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
        ANSWERED: [
          { guard: 'isRecovered', target: 'closed', actions: 'forgetOpenings' },
          { actions: 'countSuccess' },
        ],
        FAILED: 'open',
        UNANSWERED: 'open',
      },
    },
  },
});
