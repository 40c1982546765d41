import type { Policy } from '../../src/config/types';
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

export const aPolicy = (changes: Partial<Policy> = {}): Policy => ({
  routes: ['gateway', 'modem'],
  fallbackAfter: 10_000,
  giveUpAfter: 3_600_000,
  onDoubt: 'hold',
  priority: 'normal',
  ...changes,
});
