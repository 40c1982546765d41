import { randomInt } from 'node:crypto';
import type { Config } from '../config/types';
import type { Outbox } from '../outbox';
import type { Intake } from '../ports';
import { PduError } from '../sms';
import { segmentsOf } from './segments';
import { ValidationError, type Receipt, type Submission } from './submission';

/** Takes submissions into the outbox: an answer means that it is on disk. */
export function createIntake(config: Config, outbox: Outbox, onAccepted: (receipt: Receipt) => void): Intake {
  return {
    async submit(submission) {
      const { policy: policyName } =
        config.accounts.find(({ username }) => username === submission.account) ?? {};
      const policy = config.policies[policyName ?? 'default']!;
      const routes = submission.route === 'auto' ? policy.routes : [submission.route];
      const has = { gateway: config.gateways.length > 0, modem: config.modems.length > 0 };
      if (!routes.some((route) => has[route])) {
        throw new ValidationError('route', `no ${routes.join(' or ')} is configured`);
      }
      const parts = countParts(submission);
      const receipt = await outbox.accept({
        submission,
        policy,
        parts,
        drawGatewayId: () => randomInt(1, 2 ** 31),
      });
      onAccepted(receipt);
      return receipt;
    },
  };
}

function countParts(submission: Submission): number {
  try {
    return Math.max(...submission.recipients.map((recipient) => segmentsOf(submission, recipient).length));
  } catch (error) {
    if (error instanceof PduError) throw new ValidationError('message', error.message);
    throw error;
  }
}
