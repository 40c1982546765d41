import { createActor, fromPromise, waitFor, type ActorRefFrom } from 'xstate';
import { routeMachine } from '../../machines/route.machine';
import type { Outbox } from '../outbox';
import type { Clock, Logger } from '../ports';
import type { MessageFacts, Rest } from '../submission/facts';
import type { MessageState } from '../submission/view';
import { assess, refusingModems, type PathsNow } from './assess';
import type { GatewayLane, Turn } from './gateway-lane';
import { createModemJob } from './modem-job';
import type { ModemPool } from './modem-pool';
import type { Waiting } from './turnstile';

export interface RouteEffects {
  outbox: Outbox;
  gateways: readonly GatewayLane[];
  modems: ModemPool;
  clock: Clock;
  logger: Logger;
  /** Once aborted no path is tried any more. */
  halt: AbortSignal;
  /** Once aborted what is under way is no longer waited for. */
  stop: AbortSignal;
}

/** A message that came to rest, and the revision of the facts that this was decided from. */
export interface RouteEnd {
  rest: Rest;
  revision: number;
  /** Its state when it was taken up. */
  before: MessageState;
}

/** What is known of one message while its actor runs. */
interface Run extends Waiting {
  since: number;
  facts: MessageFacts;
  turn?: Turn | undefined;
  actor?: ActorRefFrom<typeof routeMachine>;
}

/** Runs the route machine for one message after the other, with its effects on the outbox and the paths. */
export class RouteRunner {
  private readonly runs = new Map<number, Run>();
  private readonly machine;

  constructor(private readonly effects: RouteEffects) {
    const { outbox, modems, clock } = effects;
    // Provided once for all messages: it copies the whole machine.
    this.machine = routeMachine.provide({
      actors: {
        consult: fromPromise(async ({ input: { id } }) => {
          const run = this.runs.get(id)!;
          run.facts = outbox.facts(id)!;
          return assess(run.facts, this.pathsNow(), clock.now(), run.since);
        }),
        awaitTurn: fromPromise(async ({ input: { id, gateway }, signal }) => {
          const run = this.runs.get(id)!;
          const lane = this.lane(gateway);
          run.turn = await lane.awaitTurn(run, signal);
          if (!run.turn) return null;
          const now = clock.now();
          // The gateway may have forgotten while it waited: then it is not asked again.
          const { doubtEnds } = assess(run.facts, this.pathsNow(), now, run.since).gateway;
          if (doubtEnds === null || doubtEnds > now) return now;
          lane.leave(run.turn);
          return null;
        }),
        recordIntent: fromPromise(({ input: { id, gateway } }) =>
          outbox.beginAttempt(id, 'gateway', gateway),
        ),
        offer: fromPromise(({ input: { id, gateway }, signal }) => {
          const { facts, turn, actor } = this.runs.get(id)!;
          const { gatewayId: stopDupId, recipient: to } = facts;
          const offer = { stopDupId, to, submission: { ...facts.submission, recipients: [to] } };
          return this.lane(gateway).offer(turn!, offer, signal, () => actor?.send({ type: 'WRITTEN' }));
        }),
        recordOutcome: fromPromise(({ input }) => outbox.endAttempt(input.attemptId, input.outcome)),
        submitByModem: fromPromise(async ({ input: { id }, signal }) => {
          const run = this.runs.get(id)!;
          const { job, finish } = createModemJob(run.facts, outbox, clock, signal, (modem) =>
            modems.counted(modem),
          );
          const { recipient } = run.facts;
          const waiting = { ...run, recipient, refusedBy: refusingModems(run.facts) };
          return finish(await modems.submit(waiting, job));
        }),
      },
    });
  }

  /** Takes one message from its facts to its next rest; nothing where it was stopped, by us or by a fault of ours. */
  async run(id: number): Promise<RouteEnd | undefined> {
    const { outbox, clock, logger, stop } = this.effects;
    const facts = outbox.facts(id);
    if (!facts || stop.aborted) return undefined;
    const run: Run = { id, high: facts.policy.priority === 'high', since: clock.now(), facts };
    this.runs.set(id, run);
    const actor = createActor(this.machine, { clock, input: { id } });
    run.actor = actor;
    const end = () => actor.stop();
    stop.addEventListener('abort', end, { once: true });
    actor.start();
    const { context, value } = await waitFor(actor, ({ status }) => status !== 'active');
    stop.removeEventListener('abort', end);
    this.runs.delete(id);
    if (value === 'broken')
      logger.error({ message: id }, `message ${id}: its route stopped by a fault of ours`);
    if (!context.rest) return undefined;
    return { rest: context.rest, revision: run.facts.revision, before: facts.state };
  }

  private lane(name: string): GatewayLane {
    return this.effects.gateways.find((lane) => lane.name === name)!;
  }

  private pathsNow(): PathsNow {
    const { gateways, modems, halt } = this.effects;
    return {
      gateways: gateways.map(({ name, up, duplicateMemory }) => ({
        name,
        up: up && !halt.aborted,
        duplicateMemory,
      })),
      modem:
        modems.lanes.length > 0
          ? { up: modems.up && !halt.aborted, mayReach: modems.mayReach.bind(modems) }
          : null,
    };
  }
}
