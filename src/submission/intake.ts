import { randomInt } from 'node:crypto';
import type { AccountConfig, Config } from '../config/types';
import type { Outbox, PricedSubmission } from '../outbox';
import type { Intake, Logger } from '../ports';
import { PduError } from '../sms';
import { policyOf } from './policy';
import { HourlyCount, requireAllowed } from './quota';
import { segmentsOf } from './segments';
import { QuotaError, ValidationError, type Receipt, type Submission } from './submission';

export interface IntakeParts {
  config: Config;
  outbox: Outbox;
  logger: Logger;
  /** Messages of that account accepted since the Unix time, and when: counted against its quota. */
  acceptedSince?: (account: string, since: number) => { at: number; count: number }[];
  onAccepted: (receipt: Receipt) => void;
  /** Unix time in milliseconds. */
  now: () => number;
}

const HOUR = 3_600_000;

/** Takes submissions into the outbox: an answer means that it is on disk. */
export function createIntake({
  config,
  outbox,
  logger,
  acceptedSince,
  onAccepted,
  now,
}: IntakeParts): Intake {
  const counts = new Map<string, HourlyCount>();
  for (const { username, quota } of config.accounts) {
    if (quota.perHour === undefined) continue;
    const count = new HourlyCount(quota.perHour);
    for (const { at, count: messages } of acceptedSince?.(username, now() - HOUR) ?? [])
      count.add(messages, at);
    counts.set(username, count);
  }

  async function submitAll(submissions: readonly Submission[]): Promise<Receipt> {
    const account = config.accounts.find(({ username }) => username === submissions[0]!.account);
    const priced = submissions.map((submission) => price(config, account, submission));
    const messages = priced.reduce((sum, { submission }) => sum + submission.recipients.length, 0);
    const count = counts.get(account?.username ?? '');
    const receipt = await outbox.accept({
      submissions: priced,
      drawGatewayId: () => randomInt(1, 2 ** 31),
      duplicateMemory: account?.duplicateMemory ?? 0,
      admit: (at) => {
        if (count && !count.fits(messages, at)) throw overQuota(count, messages, at);
        count?.add(messages, at);
      },
    });
    if (receipt.differs) {
      logger.warn(
        { account: account?.username, submission: receipt.id },
        `a stop_dup_id was used again for something else than submission ${receipt.id}; it was not processed`,
      );
    }
    if (!receipt.duplicate) onAccepted(receipt);
    return receipt;
  }

  return {
    submitAll,
    submit: (submission) => submitAll([submission]),
    earlier: ({ username, duplicateMemory }, stopDupId) =>
      outbox.earlier(username, stopDupId, duplicateMemory),
  };
}

function price(config: Config, account: AccountConfig | undefined, submission: Submission): PricedSubmission {
  if (account) requireAllowed(account.quota, submission.recipients);
  const repliable =
    submission.repliable ?? (submission.sender === undefined ? account?.repliable : undefined);
  const complete = repliable === undefined ? submission : { ...submission, repliable };
  return { submission: complete, policy: policyOf(config, complete), parts: countParts(complete) };
}

const overQuota = (count: HourlyCount, messages: number, at: number): QuotaError =>
  new QuotaError(
    `the quota of ${count.limit} messages an hour does not allow ${messages} more: ${count.total(at)} were accepted`,
  );

/** Segments that each recipient costs by modem. @throws ValidationError where it cannot be encoded. */
export function countParts(submission: Submission): number {
  try {
    return Math.max(...submission.recipients.map((recipient) => segmentsOf(submission, recipient).length));
  } catch (error) {
    if (error instanceof PduError) throw new ValidationError('message', error.message);
    throw error;
  }
}
