import type { Outbox } from '../outbox';
import type { Clock, ModemJob, Segment } from '../ports';
import type { MessageFacts } from '../submission/facts';
import type { Outcome } from '../submission/outcome';
import { segmentsOf } from '../submission/segments';
import { submittedSegments } from './assess';

/** What is left of a message as a job for a modem, with a journal that puts each segment's intent and result on disk. */
export function createModemJob(
  facts: MessageFacts,
  outbox: Outbox,
  clock: Clock,
  signal: AbortSignal,
  onIntent: (modem: string) => void,
) {
  let attemptId: number | undefined;
  let intended: Promise<unknown> = Promise.resolve();
  let ended = false;
  let left: Segment[] = [];
  const job: ModemJob = {
    messageId: facts.id,
    signal,
    segments: () => (left = segmentsLeft(facts, clock.now())),
    journal: {
      intent: async (segment, modem) => {
        onIntent(modem);
        const recording = outbox.intendSegment(facts.id, attemptId, segment, modem);
        intended = recording.catch(() => undefined);
        attemptId = await recording;
      },
      result: async (segment, { reference, ...result }) => {
        // A modem that refuses AT+CMGS at once is ahead of the disk.
        await intended;
        if (attemptId === undefined) return;
        ended = result.kind !== 'accepted' || segment === left.at(-1);
        const answer = reference === undefined ? result : { ...result, reference };
        await outbox.answerSegment(attemptId, segment.sequence, answer, ended ? result : undefined);
      },
      settle: async (segment, reference) => {
        if (attemptId !== undefined) await outbox.settleSegment(attemptId, segment.sequence, reference);
      },
    },
  };
  /** Puts on disk what the journal could not know; false: no modem tried it. */
  const finish = async (outcome: Outcome | undefined): Promise<boolean> => {
    if (attemptId === undefined && outcome?.kind === 'refused') {
      attemptId = await outbox.beginAttempt(facts.id, 'modem', 'encoding');
    }
    if (attemptId !== undefined && !ended && outcome) await outbox.endAttempt(attemptId, outcome);
    return attemptId !== undefined;
  };
  return { job, finish };
}

function segmentsLeft(facts: MessageFacts, now: number): Segment[] {
  const done = submittedSegments(facts);
  const validity = Math.max(1, Math.ceil((facts.expiresAt - now) / 1_000));
  const all = segmentsOf(facts.submission, facts.recipient, { validity, reference: facts.id & 0xff });
  return all.filter(({ sequence }) => !done.has(sequence));
}
