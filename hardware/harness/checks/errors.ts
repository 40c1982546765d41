import { RefusedCommand, UnansweredCommand } from '../../driver/command';
import type { Bench } from '../suite/bench';
import { Failure, type Check } from '../suite/check';
import { exchangesOf } from '../transcript/exchanges';

/** Commands in a row whose answers must not be mixed up. */
const IN_A_ROW = 20;
const LIMIT_MS = 5_000;

/** Octets that AT+CMGS announces where nothing is to be sent: those of a short message. */
const PLAUSIBLE_LENGTH = 20;

/** One octet of a TPDU: no modem can make a message of it. */
const NO_PDU = { length: 1, pdu: '0001' };

export const answers: Check = {
  name: 'answers',
  about: `gives ${IN_A_ROW} commands in a row their own answers`,
  needs: [],
  messages: 0,
  async run(bench) {
    const times: number[] = [];
    for (let turn = 0; turn < IN_A_ROW; turn++) {
      const began = bench.clock.monotonic();
      const [command, answer] = turn % 2 === 0 ? ['AT+CGSN', '+CGSN'] : ['AT+CSQ', '+CSQ'];
      const lines = await bench.run({ text: command, answer, bare: turn % 2 === 0, limit: LIMIT_MS });
      if (lines.length !== 1) {
        throw new Failure(
          `${command} had ${lines.length} lines of information, 1 expected`,
          'Something else may use the port at the same time: ModemManager? `mmcli -L` tells.',
        );
      }
      times.push(bench.clock.monotonic() - began);
    }
    times.sort((a, b) => a - b);
    return `median ${times[IN_A_ROW / 2]!.toFixed(0)} ms, longest ${times.at(-1)!.toFixed(0)} ms`;
  },
};

export const errors: Check = {
  name: 'errors',
  about: 'answers what it cannot do by an error, and goes on',
  needs: [],
  messages: 0,
  async run(bench) {
    const unknown = await refusalOf(bench, 'AT+GSMFALLBACK');
    if (unknown === undefined) {
      throw new Failure(
        'an unknown command was answered by OK',
        'The daemon then believes that the modem can what it cannot: name a profile for it.',
      );
    }
    const index = bench.missing.has('sim') ? undefined : await refusalOf(bench, 'AT+CMGR=9999');
    await bench.run({ text: 'AT+CSQ', answer: '+CSQ', limit: LIMIT_MS });
    return `unknown command: ${unknown}${index === undefined ? '' : `; no such message: ${index}`}`;
  },
};

export const malformed: Check = {
  name: 'malformed PDU',
  about: 'refuses what is no PDU, and goes on',
  needs: ['sim'],
  messages: 0,
  async run(bench) {
    try {
      const { reference } = await bench.submit(NO_PDU);
      throw new Failure(
        `a PDU of one octet was answered by +CMGS: ${reference}`,
        'What the modem says of messages cannot be believed. Send the transcript.',
      );
    } catch (error) {
      if (!(error instanceof Failure) || !/answered by (?!\+CMGS)/.test(error.message)) throw error;
      await stillAnswers(bench, 'after a PDU that it refused');
      return error.message;
    }
  },
};

export const promptAbort: Check = {
  name: 'prompt abort',
  about: 'is brought back from the prompt, and sends nothing',
  needs: ['sim'],
  messages: 0,
  async run(bench) {
    const from = bench.options.transcript.position;
    await bench.abortAtPrompt(PLAUSIBLE_LENGTH);
    try {
      await bench.synchronise();
    } catch (error) {
      if (!(error instanceof UnansweredCommand)) throw error;
      throw new Failure(
        'neither ESC nor 0x1A brought it back from the prompt',
        'A daemon that dies at the prompt leaves a modem that answers nothing until its power is cut.',
      );
    }
    const { exchanges } = exchangesOf(bench.options.transcript.since(from));
    if (exchanges.some(({ answer }) => answer.some(({ text }) => text.includes('+CMGS:')))) {
      throw new Failure(
        'leaving the prompt was answered by +CMGS: something was sent',
        'An empty message may go out after a crash of the daemon. Send the transcript.',
      );
    }
    await stillAnswers(bench, 'after the prompt');
    const bySubstitute = exchanges.some(({ kind }) => kind === 'pdu');
    return bySubstitute ? 'ESC does not leave the prompt, 0x1A does' : 'ESC leaves the prompt';
  },
};

async function stillAnswers(bench: Bench, when: string): Promise<void> {
  try {
    await bench.run({ text: 'AT+CSQ', answer: '+CSQ', limit: LIMIT_MS });
  } catch (error) {
    if (!(error instanceof UnansweredCommand)) throw error;
    throw new Failure(`AT+CSQ is not answered ${when}`, 'The daemon has to synchronise it each time.');
  }
}

/** What a command was refused with; undefined where it was not. */
async function refusalOf(bench: Bench, text: string): Promise<string | undefined> {
  try {
    await bench.run({ text, limit: LIMIT_MS });
    return undefined;
  } catch (error) {
    if (error instanceof RefusedCommand) return error.failure.text;
    if (!(error instanceof UnansweredCommand)) throw error;
    throw new Failure(
      `${text} was not answered within ${LIMIT_MS / 1000} s`,
      'An error without an answer costs the daemon a synchronisation each time.',
    );
  }
}
