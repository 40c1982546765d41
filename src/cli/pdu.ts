import { Command, InvalidArgumentError, Option } from 'commander';
import {
  decodePdu,
  failureCauseName,
  PduError,
  protocolName,
  statusMeaning,
  type Direction,
  type StatusClass,
  type Tpdu,
} from '../sms';
import { answerLines, MAX_LINE, TOO_LONG, type Line } from './answer-lines';
import { answerJob, encodeJob, VALIDITY, validityOf, type Job } from './pdu-job';

const ENCODE_EXAMPLES = `
Examples:
  $ gsm-fallback pdu encode --to +447700900001 --message 'Door open' --validity 2h
  {"length":22,"pdu":"0011000C9144770009001000001709C4F75B0E7AC3CB6E"}
  $ echo '{"to":"+447700900001","message":"Door open"}' | gsm-fallback pdu encode --jsonl`;

const DECODE_EXAMPLES = `
Examples:
  $ echo '0001000B916407281553F800000AE8329BFD4697D9EC37' | gsm-fallback pdu decode
  $ gsm-fallback pdu decode --tpdu < tpdus.txt`;

const TOO_LONG_ANSWER = { error: `a line of at most ${MAX_LINE} characters expected` };

const WRONG_USAGE = 2;

const integer =
  (min: number, max: number) =>
  (value: string): number => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < min || number > max) {
      throw new InvalidArgumentError(`An integer from ${min} to ${max} expected.`);
    }
    return number;
  };

function validity(value: string): number | string {
  const parsed = validityOf(value);
  if (parsed === undefined) {
    throw new InvalidArgumentError(`Expected: ${VALIDITY}.`);
  }
  return parsed;
}

const referenceBits = (value: string): number => {
  if (value !== '8' && value !== '16') {
    throw new InvalidArgumentError('8 or 16 expected.');
  }
  return Number(value);
};

/** A TPDU with words for its numbers. */
type NamedTpdu = Tpdu & {
  pidName?: string;
  statusClass?: StatusClass;
  statusName?: string;
  fcsName?: string;
};

function withNames(tpdu: NamedTpdu): NamedTpdu {
  if (tpdu.pid !== undefined) {
    tpdu.pidName = protocolName(tpdu.pid);
  }
  if (tpdu.status !== undefined) {
    const { class: kind, name } = statusMeaning(tpdu.status);
    Object.assign(tpdu, { statusClass: kind, statusName: name });
  }
  if (tpdu.fcs !== undefined) {
    tpdu.fcsName = failureCauseName(tpdu.fcs);
  }
  return tpdu;
}

/** Answers one line of `pdu decode`: `[mo|mt] HEX`. */
export function answerPdu(line: Line, tpdu: boolean): NamedTpdu | { error: string; octet?: number } {
  if (line === TOO_LONG) {
    return TOO_LONG_ANSWER;
  }
  const match = /^(?:(mo|mt)\s+)?(\S+)$/i.exec(line);
  if (!match || /^m[ot]$/i.test(match[2]!)) {
    return { error: '[mo|mt] HEX expected' };
  }
  const direction = match[1]?.toLowerCase() as Direction | undefined;
  try {
    return withNames(decodePdu(match[2]!, { tpdu, direction }));
  } catch (error) {
    if (error instanceof PduError) {
      return { error: error.message, ...(error.octet === undefined ? {} : { octet: error.octet }) };
    }
    throw error;
  }
}

type EncodeOptions = Omit<Job, 'to' | 'message'> & Partial<Pick<Job, 'to' | 'message'>> & { jsonl?: boolean };

async function encode({ jsonl, ...job }: EncodeOptions, command: Command): Promise<void> {
  if (jsonl) {
    await answerLines(process.stdin, process.stdout, (line) =>
      line === TOO_LONG ? TOO_LONG_ANSWER : answerJob(line),
    );
    return;
  }
  const { to, message } = job;
  if (to === undefined || message === undefined) {
    command.error('error: --to and --message are needed, or --jsonl', { exitCode: WRONG_USAGE });
  }
  try {
    const { segments, replacements = [] } = encodeJob({ ...job, to, message });
    for (const segment of segments) {
      process.stdout.write(`${JSON.stringify(segment)}\n`);
    }
    for (const { index, from, to: written } of replacements) {
      process.stderr.write(
        `pdu encode: character ${index}: ${JSON.stringify(from)} is written as ${JSON.stringify(written)}\n`,
      );
    }
  } catch (error) {
    if (!(error instanceof PduError)) {
      throw error;
    }
    process.stderr.write(`pdu encode: ${error.message}\n`);
    process.exitCode = 1;
  }
}

async function decode(pdus: string[], { tpdu = false }: { tpdu?: boolean }): Promise<void> {
  if (pdus.length === 0) {
    await answerLines(process.stdin, process.stdout, (line) => answerPdu(line, tpdu));
  }
  for (const pdu of pdus) {
    process.stdout.write(`${JSON.stringify(answerPdu(pdu, tpdu))}\n`);
  }
}

/** `pdu encode` and `pdu decode`: the codec on the command line. */
export function pduCommand(): Command {
  const pdu = new Command('pdu')
    .description('write and read SMS TPDUs')
    .addHelpText(
      'after',
      '\nExample:\n  $ gsm-fallback pdu decode 0001000B916407281553F800000AE8329BFD4697D9EC37',
    )
    // commander ends wrong usage with 1, which is kept for failures.
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : WRONG_USAGE));
  pdu
    .command('encode')
    .description('print a message as SMS-SUBMIT PDUs, one JSON object a line')
    .option('--to <number>', 'recipient; with + for an international number')
    .option('--message <text>', 'text, or hexadecimal octets for 8bit')
    .addOption(
      new Option('--dca <alphabet>', 'default: 7bit where it carries the text, else 16bit').choices([
        '7bit',
        '8bit',
        '16bit',
      ]),
    )
    .option('--class <0..3>', 'message class', integer(0, 3))
    .option('--pid <0..255>', 'TP-PID', integer(0, 255))
    .option('--report', 'ask for a status report')
    .option(
      '--validity <duration|time>',
      'such as 30m, 2h, 3d, rounded up to what TP-VP can say; or an ISO 8601 time',
      validity,
    )
    .option('--reference <0..65535>', 'concatenation reference', integer(0, 65535))
    .option('--reference-bits <8|16>', 'width of the reference', referenceBits)
    .option('--max-parts <1..255>', 'more segments than this are an error', integer(1, 255))
    .option('--smsc <number>', 'service centre; without it the modem uses its own')
    .option('--locking <1..13>', 'national language of the locking shift table', integer(1, 13))
    .option('--single <1..13>', 'national language of the single shift table', integer(1, 13))
    .option('--udh <hex>', 'user data header, its length first')
    .option(
      '--transliterate',
      'write “ as ", ł as l and so on where the text then goes as 7bit; says what it changed',
    )
    .option('--jsonl', 'read jobs from standard input, one JSON object a line')
    .addHelpText('after', ENCODE_EXAMPLES)
    .action(encode);
  pdu
    .command('decode')
    .description(
      'print what PDUs say, one JSON object a line; reads lines of [mo|mt] HEX where none is given',
    )
    .argument('[pdu...]', 'hexadecimal')
    .option('--tpdu', 'the PDUs come without a service centre address')
    .addHelpText('after', DECODE_EXAMPLES)
    .action(decode);
  return pdu;
}
