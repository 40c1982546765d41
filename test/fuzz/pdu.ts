import {
  decodePdu,
  encodeSubmit,
  PduError,
  readFrame,
  Reassembler,
  writeFrame,
  type DecodeOptions,
  type Direction,
  type Tpdu,
} from '../../src/sms';
import { Random } from '../support/random';
import { randomServiceCentre, randomTpdu } from '../support/random-pdu';

/**
 * Inputs of all kinds into the codec: it answers or throws a PduError, what it cut into fields it puts together again,
 * and no input takes longer than its length explains. Run with `npm run fuzz:pdu [-- COUNT [SEED]]`.
 */
const COUNT = Number(process.argv[2] ?? 1_000_000);
const SEED = Number(process.argv[3] ?? Date.now() % 1_000_000);

/** Far above what the longest input takes on a slow and busy machine. */
const SLOW_MILLISECONDS = 20;
const TRIES = 5;

const POOL_SIZE = 20_000;

const DIRECTIONS = ['mo', 'mt', undefined] as const;
const MESSAGE = /^(SCA|PDU|TP-[A-Za-z]+): .+/;

interface Input {
  hex: string;
  direction: Direction | undefined;
  tpdu: boolean;
}

const random = new Random(SEED);
const hexOf = (octets: readonly number[]) => Buffer.from(octets).toString('hex');

function newWellFormed(): Input {
  const tpdu = random.chance(0.5);
  const made = randomTpdu(random);
  return { hex: (tpdu ? '' : randomServiceCentre(random)) + made.tpdu, direction: made.direction, tpdu };
}

/** Made in advance: making one takes longer than to read it. */
const POOL = Array.from({ length: POOL_SIZE }, newWellFormed);

const wellFormed = (): Input => random.pick(POOL);

/** Some octets changed, taken out or doubled; or the end cut off. */
function mutated(): Input {
  const input = wellFormed();
  const octets = [...Buffer.from(input.hex, 'hex')];
  for (let changes = random.from(1, 4); changes > 0 && octets.length > 0; changes--) {
    const at = random.below(octets.length);
    switch (random.below(4)) {
      case 0:
        octets[at] = random.below(256);
        break;
      case 1:
        octets.splice(at, 1);
        break;
      case 2:
        octets.splice(at, 0, octets[at]!);
        break;
      default:
        octets[at] = octets[at]! ^ (1 << random.below(8));
    }
  }
  const hex = hexOf(random.chance(0.2) ? octets.slice(0, random.below(octets.length + 1)) : octets);
  return { ...input, hex, direction: random.pick(DIRECTIONS) };
}

function randomOctets(): Input {
  const octets = random.octets(random.below(random.chance(0.01) ? 600 : 180));
  return { hex: hexOf(octets), direction: random.pick(DIRECTIONS), tpdu: random.chance(0.5) };
}

const ODD_CHARACTERS = ['', ' ', 'g', 'G', '\0', '\u0130', '\ud83d', '0x', '-', '\n', '\u0660'];

function notHexadecimal(): Input {
  const input = wellFormed();
  const at = random.below(input.hex.length + 1);
  const hex = input.hex.slice(0, at) + random.pick(ODD_CHARACTERS) + input.hex.slice(at + random.below(2));
  return { ...input, hex };
}

const KINDS = [wellFormed, mutated, mutated, mutated, randomOctets, notHexadecimal];

const MOST_HELD = 1000;
const reassembler = new Reassembler({ expiry: 1000, maxParts: MOST_HELD });
const counts = { read: 0, refused: 0 };

/** Throws what no input may lead to. */
function tryOne({ hex, direction, tpdu }: Input, index: number): void {
  const read = readOrRefuse(hex, { direction, tpdu });
  if (read === undefined) {
    counts.refused++;
    return;
  }
  counts.read++;
  if (writeFrame(readFrame(hex, { direction, tpdu })).pdu !== hex.toUpperCase()) {
    throw new Error('cut into fields and put together again it is another PDU');
  }
  if (read.type === 'SMS-DELIVER' || read.type === 'SMS-SUBMIT') {
    reassembler.add(read, index);
    if (reassembler.held > MOST_HELD) throw new Error(`${reassembler.held} parts held`);
    writeAgain(read.text);
  }
}

function readOrRefuse(hex: string, options: DecodeOptions): Tpdu | undefined {
  try {
    return decodePdu(hex, options);
  } catch (error) {
    if (error instanceof PduError && MESSAGE.test(error.message)) return undefined;
    throw error;
  }
}

/** Any text that can be read can be written, and reads the same. */
function writeAgain(text: string | undefined): void {
  if (text === undefined) return;
  const segments = encodeSubmit({ to: '1', text });
  if (segments.map(({ pdu }) => decodePdu(pdu).text).join('') !== text) {
    throw new Error(`${JSON.stringify(text)} was written as another text`);
  }
}

function timeOf(input: Input, index: number): number {
  const begun = performance.now();
  tryOne(input, index);
  return performance.now() - begun;
}

/** The shortest of some tries: a busy machine may stop any one of them. */
function isSlow(input: Input, index: number): boolean {
  return Array.from({ length: TRIES }, () => timeOf(input, index)).every((time) => time > SLOW_MILLISECONDS);
}

function fail(input: Input, problem: string): never {
  process.stdout.write(`${problem}\n  ${JSON.stringify(input)}\n  seed ${SEED}\n`);
  process.exit(1);
}

for (let index = 0; index < COUNT; index++) {
  const input = random.pick(KINDS)();
  try {
    if (timeOf(input, index) > SLOW_MILLISECONDS && isSlow(input, index)) {
      fail(input, `slower than ${SLOW_MILLISECONDS} ms, ${TRIES} times`);
    }
  } catch (error) {
    fail(input, String(error));
  }
}
process.stdout.write(
  `${COUNT} inputs (seed ${SEED}): ${counts.read} read, ${counts.refused} refused, none slow, nothing else\n`,
);
