import type { StatusReport } from '../../../src/sms';
import { Failure, type Check } from '../suite/check';
import { sameNumber } from '../suite/same-number';
import { maskNumber, seconds } from '../suite/words';

/** Two, so that a report can be about the wrong one. */
const TEXTS = ['hil report 1', 'hil report 2'] as const;

export const reportMatching: Check = {
  name: 'report matching',
  about: 'hands over the status report of each of two messages, with its TP-MR',
  needs: ['network', 'to', 'indications', 'reports'],
  messages: TEXTS.length,
  async run(bench) {
    const references: (number | null)[] = [];
    for (const text of TEXTS) {
      const [submitted] = await bench.send({ text, alphabet: '7bit', statusReport: true });
      references.push(submitted!.reference);
    }
    if (references.includes(null) || references[0] === references[1]) {
      throw new Failure(
        `+CMGS gave TP-MR ${references.map((one) => one ?? 'none').join(' and ')}: reports cannot be told apart by them`,
        'The daemon matches a report by number and time alone then. Send the transcript.',
      );
    }
    const began = bench.clock.monotonic();
    const reports: StatusReport[] = [];
    for (const reference of references) {
      const report = await bench.received.reports.take(({ mr }) => mr === reference, bench.options.wait);
      if (!report) throw await unmatched(reference!, references, bench);
      reports.push(report);
    }
    const stranger = reports.find(({ address }) => !sameNumber(address, bench.to));
    if (stranger) {
      throw new Failure(
        `the report for TP-MR ${stranger.mr} is about ${maskNumber(stranger.address)}, not about --to`,
        'The daemon matches by number: messages to this one would stay submitted. Send the transcript.',
      );
    }
    const states = reports.map(
      ({ mr, status }) => `TP-MR ${mr}: TP-ST ${status.toString(16).padStart(2, '0')}`,
    );
    return `${states.join(', ')}, within ${seconds(bench.clock.monotonic() - began)}`;
  },
};

async function unmatched(
  reference: number,
  references: readonly (number | null)[],
  bench: Parameters<Check['run']>[0],
): Promise<Failure> {
  const other = await bench.received.reports.take(({ mr }) => !references.includes(mr), 0);
  if (other) {
    return new Failure(
      `a report came for TP-MR ${other.mr}; those of the messages are ${references.join(' and ')}`,
      'The modem tells another TP-MR than it sends, or an old report came. The daemon cannot match it.',
    );
  }
  return new Failure(
    `no report for TP-MR ${reference} within ${bench.options.wait / 1000} s`,
    'Does the network give reports, is the phone on? Without them messages stay submitted, and doubts stay open.',
  );
}
