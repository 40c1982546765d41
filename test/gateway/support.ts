import type { Logger, Offer } from '../../src/ports';
import type { Content, Submission } from '../../src/submission/submission';

/** A logger that writes each line into `lines`. */
export function createLog(lines: string[]): Logger {
  const log = (facts: object, sentence: string): void =>
    void lines.push(`${JSON.stringify(facts)} ${sentence}`);
  return { debug: log, info: log, warn: log, error: log };
}

/** An offer of a plain message, or of one changed by `submission`. */
export function offerOf(
  content: Content | string,
  { stopDupId = 77, ...submission }: Partial<Submission> & { stopDupId?: number } = {},
): Offer {
  return {
    stopDupId,
    to: '447700900001',
    submission: {
      account: 'panel',
      recipients: ['447700900001'],
      content: typeof content === 'string' ? { alphabet: '7bit', text: content } : content,
      protocolId: 0,
      wantReport: true,
      maxParts: 3,
      route: 'auto',
      ...submission,
    },
  };
}
