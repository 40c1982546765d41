import type { Policy } from '../../src/config/types';
import type { NewBatch } from '../../src/outbox';
import type { Submission } from '../../src/submission/submission';

export const aSubmission = (changes: Partial<Submission> = {}): Submission => ({
  account: 'panel',
  recipients: ['447700900001'],
  content: { alphabet: '7bit', text: 'Zone 3: door open' },
  protocolId: 0,
  wantReport: true,
  maxParts: 3,
  route: 'auto',
  ...changes,
});

/** A batch of one submission, as the outbox takes it. */
export const aBatch = (
  changes: Partial<Submission> = {},
  policy: Partial<Policy> = {},
  more: Partial<NewBatch> = {},
): NewBatch => ({
  submissions: [{ submission: aSubmission(changes), policy: aPolicy(policy), parts: 1 }],
  drawGatewayId: () => 7,
  duplicateMemory: 48 * 3_600_000,
  ...more,
});

export const aPolicy = (changes: Partial<Policy> = {}): Policy => ({
  routes: ['gateway', 'modem'],
  fallbackAfter: 10_000,
  giveUpAfter: 3_600_000,
  onDoubt: 'hold',
  priority: 'normal',
  unsupported: 'ignore',
  ...changes,
});
