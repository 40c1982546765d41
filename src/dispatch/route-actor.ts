import { createActor, fromPromise, waitFor } from 'xstate';
import { routeMachine } from '../../machines/route.machine';
import type { Outbox } from '../outbox';
import type { Clock, Logger, Segment } from '../ports';
import type { MessageFacts, Rest } from '../submission/facts';
import { segmentsOf } from '../submission/segments';
import { assess, submittedSegments, type PathsNow } from './assess';
import type { GatewayLane, Turn } from './gateway-lane';
import type { ModemPool } from './modem-pool';

export interface RouteEffects {
  outbox: Outbox;
  gateways: readonly GatewayLane[];
  modems: ModemPool;
  clock: Clock;
  logger: Logger;
}

/** `halt`: no path is to be tried any more. `stop`: what is under way is no longer waited for. */
export interface RouteSignals {
  halt: AbortSignal;
  stop: AbortSignal;
}

/** Takes one message from its facts to its next rest; undefined where it was stopped, by us or by a fault of ours. */
export async function runRoute(
  id: number,
  effects: RouteEffects,
  { halt, stop }: RouteSignals,
): Promise<{ rest: Rest; revision: number } | undefined> {
  const { outbox, gateways, modems, clock, logger } = effects;
  const since = clock.now();
  const high = outbox.facts(id)?.policy.priority === 'high';
  let facts: MessageFacts;
  let turn: Turn | undefined;
  const laneOf = (name: string) => gateways.find((lane) => lane.name === name)!;

  const machine = routeMachine.provide({
    actors: {
      consult: fromPromise(async () => {
        const found = outbox.facts(id);
        if (!found) throw new Error(`message ${id} is not in the outbox`);
        facts = found;
        return assess(facts, pathsNow(gateways, modems, halt.aborted), clock.now(), since);
      }),
      awaitTurn: fromPromise(async ({ input, signal: left }) => {
        turn = await laneOf(input.gateway).awaitTurn({ high, id }, left);
        return turn !== undefined;
      }),
      recordIntent: fromPromise(({ input }) => outbox.beginAttempt(id, 'gateway', input.gateway)),
      offer: fromPromise(({ input, signal: left }) => {
        const { gatewayId: stopDupId, recipient: to } = facts;
        const submission = { ...facts.submission, recipients: [to] };
        const onWritten = () => actor.send({ type: 'WRITTEN' });
        return laneOf(input.gateway).offer(turn!, { stopDupId, to, submission }, left, onWritten);
      }),
      recordOutcome: fromPromise(({ input }) => outbox.endAttempt(input.attemptId, input.outcome)),
      submitByModem: fromPromise(({ signal: left }) => submitByModem(facts, high, effects, left)),
    },
  });

  const actor = createActor(machine, { clock });
  const end = () => actor.stop();
  stop.addEventListener('abort', end, { once: true });
  actor.start();
  const { context, value } = await waitFor(actor, ({ status }) => status !== 'active');
  stop.removeEventListener('abort', end);
  if (value === 'broken')
    logger.error({ message: id }, `message ${id}: its route stopped by a fault; it is taken up again`);
  return context.rest ? { rest: context.rest, revision: facts!.revision } : undefined;
}

const pathsNow = (gateways: readonly GatewayLane[], modems: ModemPool, halted: boolean): PathsNow => ({
  gateways: gateways.map(({ name, up, duplicateMemory }) => ({ name, up: up && !halted, duplicateMemory })),
  modem: modems.lanes.length > 0 ? { up: modems.up && !halted } : null,
});

/** Hands what is left of the message to a modem, with a journal that puts each segment's intent and result on disk. False: no modem tried it. */
async function submitByModem(
  facts: MessageFacts,
  high: boolean,
  effects: RouteEffects,
  signal: AbortSignal,
): Promise<boolean> {
  const { outbox, modems, clock } = effects;
  let attemptId: number | undefined;
  let ended = false;
  let left: Segment[] = [];
  const outcome = await modems.submit(
    { high, id: facts.id },
    {
      messageId: facts.id,
      signal,
      segments: () => (left = segmentsLeft(facts, clock.now())),
      journal: {
        intent: async (segment, modem) => {
          attemptId = await outbox.intendSegment(facts.id, attemptId, segment, modem);
        },
        result: async (segment, { reference, ...result }) => {
          ended = result.kind !== 'accepted' || segment === left.at(-1);
          const answer = reference === undefined ? result : { ...result, reference };
          await outbox.answerSegment(attemptId!, segment.sequence, answer, ended ? result : undefined);
        },
      },
    },
  );
  if (attemptId === undefined && outcome?.kind === 'refused') {
    attemptId = await outbox.beginAttempt(facts.id, 'modem', 'encoding');
  }
  if (attemptId !== undefined && !ended && outcome) await outbox.endAttempt(attemptId, outcome);
  return attemptId !== undefined;
}

function segmentsLeft(facts: MessageFacts, now: number): Segment[] {
  const done = submittedSegments(facts);
  const validity = Math.max(1, Math.ceil((facts.expiresAt - now) / 1_000));
  const all = segmentsOf(facts.submission, facts.recipient, { validity, reference: facts.id & 0xff });
  return all.filter(({ sequence }) => !done.has(sequence));
}
