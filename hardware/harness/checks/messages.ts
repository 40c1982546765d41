import type { Deliver, MessageClass, SubmitOptions } from '../../../src/sms';
import type { Bench } from '../suite/bench';
import { Failure, NotTried, type Check } from '../suite/check';
import { sameNumber } from '../suite/same-number';
import { maskNumber, seconds } from '../suite/words';

/** What a check sends; the same in every run, so that a transcript can be played back to it. */
type Content = Omit<SubmitOptions, 'to' | 'validity'>;

/** The default alphabet with its extension, an accent and a Greek letter (23.038 6.2.1). */
export const PLAIN_TEXT = 'hil 7bit: @ £ $ é Ω { } [ ] \\ ~ ^ | €';

/** Beyond the Basic Multilingual Plane too: a surrogate pair. */
const UCS2_TEXT = 'hil 16bit: Тест 测试 😀';

/** A header with an element of the range for use between senders and receivers (23.040 9.2.3.24), then every kind of octet. */
const DATA = '0380012A00FF1A1B0D0A7F80';

const plain: Content = { text: PLAIN_TEXT, alphabet: '7bit' };

export const sevenBit: Check = {
  name: '7bit',
  about: 'submits text in the GSM alphabet with its extension',
  needs: ['network', 'to'],
  messages: 1,
  run: async (bench) => submittedIn(bench, plain),
};

/** Tells whether what is sent comes back, for the checks behind it. */
export const loopback: Check = {
  name: 'loopback',
  about: 'what was sent to its own number comes back as it was',
  needs: ['to', 'indications'],
  provides: 'loopback',
  messages: 0,
  async run(bench) {
    if (bench.missing.has('network')) throw new NotTried('nothing was sent that could come back');
    const own = await ownNumber(bench);
    const isOwn = own !== undefined && sameNumber(own, bench.to);
    if (own !== undefined && !isOwn && !bench.options.loopback) {
      throw new NotTried(`--to is not the number of this SIM, which says ${maskNumber(own)}`);
    }
    const { wait } = bench.options;
    const message = await bench.received.messages.take(fits(plain), wait);
    if (message) return describe(message);
    if (isOwn || bench.options.loopback) throw missed(bench);
    throw new NotTried(
      `nothing came back within ${wait / 1000} s: --to is not the number of this SIM (give --loopback if it is)`,
    );
  },
};

export const eightBit = roundTrip('8bit', 'submits data with a header of its own', {
  data: DATA,
  udhi: true,
});

export const sixteenBit = roundTrip('16bit', 'submits UCS2 with a surrogate pair', {
  text: UCS2_TEXT,
  alphabet: '16bit',
});

export const flash = roundTrip('flash', 'submits class 0, shown at once', withClass(0));

export const classes: readonly Check[] = ([1, 2, 3] as const).map((messageClass) =>
  roundTrip(`class ${messageClass}`, `submits class ${messageClass}`, withClass(messageClass)),
);

/** TP-PID 41 and 47: replace short message type 1 and 7 (23.040 9.2.3.9). */
export const protocolIds: readonly Check[] = [0x41, 0x47].map((pid) => {
  const hex = pid.toString(16);
  return roundTrip(`PID ${hex}`, `submits with TP-PID ${hex}, replaces an earlier one`, {
    text: `hil PID ${hex}`,
    alphabet: '7bit',
    pid,
  });
});

function withClass(messageClass: MessageClass): Content {
  return { text: `hil class ${messageClass}`, alphabet: '7bit', messageClass };
}

/** One message out, and in again where it comes back. */
function roundTrip(name: string, about: string, content: Content): Check {
  return {
    name,
    about,
    needs: ['network', 'to'],
    messages: 1,
    async run(bench) {
      const out = await submittedIn(bench, content);
      if (bench.missing.has('loopback')) return out;
      const began = bench.clock.monotonic();
      const message = await bench.received.messages.take(fits(content), bench.options.wait);
      if (!message) throw missed(bench);
      compare(content, message);
      return `${out}; back in ${seconds(bench.clock.monotonic() - began)}, ${describe(message)}`;
    },
  };
}

async function submittedIn(bench: Bench, content: Content): Promise<string> {
  const [submitted] = await bench.send(content);
  return `TP-MR ${submitted!.reference ?? 'not told'}, +CMGS after ${seconds(submitted!.answerMs)}`;
}

/** The headers of what is sent as data stay with its octets. */
const bodyOf = (data: string, udhi: boolean | undefined): string =>
  udhi ? data.slice(2 + 2 * Number.parseInt(data.slice(0, 2), 16)) : data;

function fits({ text, data, udhi }: Content): (message: Deliver) => boolean {
  return (message) =>
    text !== undefined ? message.text === text : message.data?.toUpperCase() === bodyOf(String(data), udhi);
}

/** A network may set TP-PID anew; alphabet and class are the sender's. */
function compare({ alphabet = '8bit', messageClass }: Content, message: Deliver): void {
  if (message.alphabet === alphabet && message.class === messageClass) return;
  const sent = `${alphabet}, class ${messageClass ?? 'none'}`;
  throw new Failure(
    `sent as ${sent}, came back as ${message.alphabet}, class ${message.class ?? 'none'}`,
    'Network or modem changed TP-DCS on the way. If other phones get it right, send the transcript.',
  );
}

const describe = ({ dcs, pid }: Deliver): string => `TP-DCS ${hexOf(dcs)}, TP-PID ${hexOf(pid)}`;
const hexOf = (octet: number): string => octet.toString(16).toUpperCase().padStart(2, '0');

function missed(bench: Bench): Failure {
  return new Failure(
    `the network took it, and it did not come back within ${bench.options.wait / 1000} s`,
    'The modem may keep messages of this kind to itself, or the memory is full (AT+CPMS?). Sending works.',
  );
}

/** AT+CNUM, where the SIM knows its number (27.007 7.1). */
async function ownNumber(bench: Bench): Promise<string | undefined> {
  const values = await bench.ask('AT+CNUM', '+CNUM');
  return /"(\+?\d{7,})"/.exec(values ?? '')?.[1];
}
