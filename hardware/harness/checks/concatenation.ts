import type { Deliver, SubmitOptions } from '../../../src/sms';
import type { Bench } from '../suite/bench';
import { Failure, NotTried, type Check } from '../suite/check';
import { seconds } from '../suite/words';

interface Long {
  name: string;
  content: Pick<SubmitOptions, 'text' | 'alphabet' | 'reference'> & { text: string; reference: number };
  segments: number;
}

/** Three segments of 153 septets at the most, an escape pair across the first cut (23.040 9.2.3.24.1). */
const SEPTETS: Long = {
  name: 'concatenation 7bit',
  content: {
    text: `hil long 7bit ${'0123456789'.repeat(14).slice(0, 138)}€${'abcdefghij'.repeat(16)}`,
    alphabet: '7bit',
    reference: 0x71,
  },
  segments: 3,
};

/** Two segments of 67 units at the most, a surrogate pair across the cut. */
const UNITS: Long = {
  name: 'concatenation 16bit',
  content: {
    text: `hil long 16bit ${'тест '.repeat(10)}-😀${'пять '.repeat(4)}`,
    alphabet: '16bit',
    reference: 0x72,
  },
  segments: 2,
};

/** What was submitted whole, by the run that did it. */
const submitted = new WeakMap<Bench, Long[]>();

function out(long: Long, about: string): Check {
  return {
    name: long.name,
    about,
    needs: ['network', 'to'],
    messages: long.segments,
    async run(bench) {
      const began = bench.clock.monotonic();
      const references = (await bench.send(long.content)).map(({ reference }) => reference ?? 'not told');
      submitted.set(bench, [...(submitted.get(bench) ?? []), long]);
      const each = (bench.clock.monotonic() - began) / references.length;
      return `${references.length} segments, TP-MR ${references.join(', ')}, ${seconds(each)} each`;
    },
  };
}

export const concatenationOut: readonly Check[] = [
  out(SEPTETS, 'submits three segments, an escape pair at a cut'),
  out(UNITS, 'submits two segments, a surrogate pair at the cut'),
];

export const concatenationIn: Check = {
  name: 'concatenation in',
  about: 'hands over all segments of what was sent to itself',
  needs: ['loopback', 'indications'],
  messages: 0,
  async run(bench) {
    const longs = submitted.get(bench) ?? [];
    if (longs.length === 0) throw new NotTried('no concatenated message was submitted');
    const orders: string[] = [];
    for (const long of longs) orders.push(await collect(bench, long));
    return `${longs.length} messages whole; segments came in the order ${orders.join(' and ')}`;
  },
};

/** Takes the segments of a message as they come, in any order; resolves to that order. */
async function collect(bench: Bench, { name, content, segments }: Long): Promise<string> {
  const parts = new Map<number, Deliver>();
  const isPart = ({ concat }: Deliver): boolean =>
    concat?.reference === content.reference && concat.total === segments;
  while (parts.size < segments) {
    const part = await bench.received.messages.take(isPart, bench.options.wait);
    if (!part) {
      const missing = Array.from({ length: segments }, (_, i) => i + 1).filter((n) => !parts.has(n));
      throw new Failure(
        `of ${name}, segment ${missing.join(' and ')} of ${segments} did not come back within ${bench.options.wait / 1000} s`,
        'Is the memory for messages full (AT+CPMS?)? A modem that joins segments itself cannot be used for receiving.',
      );
    }
    parts.set(part.concat!.sequence, part);
  }
  const text = [...parts]
    .sort(([a], [b]) => a - b)
    .map(([, part]) => part.text ?? '')
    .join('');
  if (text !== content.text) {
    throw new Failure(
      `${name} came back as another text: ${JSON.stringify(text.slice(0, 40))}...`,
      'The header of the segments may have been changed on the way. Send the transcript.',
    );
  }
  return [...parts.keys()].join(' ');
}
