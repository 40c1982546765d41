import type { Direction } from '../../src/sms';
import type { Random } from './random';

/** A TPDU that is well formed, reserved bits and values included, made without any of src/sms. */
export interface RandomTpdu {
  direction: Direction;
  /** Hexadecimal, without a service centre address. */
  tpdu: string;
}

const hex = (octets: readonly number[]) => Buffer.from(octets).toString('hex').toUpperCase();

const swapped = (value: number) => ((value % 10) << 4) | Math.floor(value / 10);

function timestamp(random: Random): number[] {
  const zone = swapped(random.below(80)) | (random.chance(0.5) ? 8 : 0);
  const [year, month, day] = [random.below(100), random.from(1, 12), random.from(1, 28)];
  return [year, month, day, random.below(24), random.below(60), random.below(60)].map(swapped).concat(zone);
}

/** Eight septets in seven octets, the first in the low bits, after `fill` bits. */
function packed(septets: readonly number[], fill: number): number[] {
  const bits =
    '0'.repeat(fill) + septets.map((s) => [...s.toString(2).padStart(7, '0')].reverse().join('')).join('');
  return (bits.match(/.{1,8}/g) ?? []).map((octet) =>
    parseInt([...octet.padEnd(8, '0')].reverse().join(''), 2),
  );
}

const ESCAPED = [10, 20, 40, 41, 47, 60, 61, 62, 64, 101];

function septets(random: Random, most: number): number[] {
  const text: number[] = [];
  const length = random.below(most + 1);
  while (text.length < length - 1) {
    const septet = random.below(128);
    text.push(...(septet === 27 ? [27, random.pick(ESCAPED)] : [septet]));
  }
  return text;
}

function address(random: Random): number[] {
  if (random.chance(0.15)) {
    const name = Array.from({ length: random.from(1, 11) }, () => random.from(0x41, 0x5a));
    return [Math.ceil((name.length * 7) / 4), 0xd0 | random.below(2), ...packed(name, 0)];
  }
  const count = random.from(2, 20);
  const digits = Array.from({ length: count }, () => random.below(10));
  const pairs = Array.from(
    { length: (count + 1) >> 1 },
    (_, i) => digits[2 * i]! | ((digits[2 * i + 1] ?? 15) << 4),
  );
  return [count, 0x80 | (random.pick([0, 1, 2, 3, 4, 6]) << 4) | random.pick([0, 1, 3, 8, 9]), ...pairs];
}

function element(random: Random): number[] {
  const total = random.from(1, 255);
  const sequence = random.from(1, total);
  switch (random.below(5)) {
    case 0:
      return [0, 3, random.below(256), total, sequence];
    case 1:
      return [8, 4, ...random.octets(2), total, sequence];
    case 2:
      return [4, 2, random.from(240, 255), random.from(240, 255)];
    case 3:
      return [
        5,
        4,
        0x40 | random.below(0x40),
        random.below(256),
        0x40 | random.below(0x40),
        random.below(256),
      ];
    default: {
      const data = random.octets(random.below(10));
      return [random.from(0xa1, 0xbf), data.length, ...data];
    }
  }
}

/** Without a second element that would exclude the first. */
function header(random: Random): number[] {
  const elements = [element(random), ...(random.chance(0.3) ? [element(random)] : [])];
  const exclusive = elements.filter(([iei]) => iei! <= 8).length > 1;
  const octets = (exclusive ? elements.slice(0, 1) : elements).flat();
  return [octets.length, ...octets];
}

/** The alphabet that a TP-DCS stands for (23.038 4); `octets` for compressed and for reserved alphabets too. */
function alphabetOf(dcs: number): 'septets' | 'octets' | 'ucs2' {
  const group = dcs >> 4;
  if (group < 8) {
    if (dcs & 0x20) return 'octets';
    return (['septets', 'octets', 'ucs2', 'septets'] as const)[(dcs >> 2) & 3]!;
  }
  if (group === 15) return dcs & 4 ? 'octets' : 'septets';
  return group === 14 ? 'ucs2' : 'septets';
}

function userData(random: Random, dcs: number, hasHeader: boolean): number[] {
  const head = hasHeader ? header(random) : [];
  switch (alphabetOf(dcs)) {
    case 'septets': {
      const used = Math.ceil((head.length * 8) / 7);
      const text = septets(random, 160 - used);
      return [used + text.length, ...head, ...packed(text, used * 7 - head.length * 8)];
    }
    case 'octets': {
      const data = random.octets(random.below(141 - head.length));
      return [head.length + data.length, ...head, ...data];
    }
    case 'ucs2': {
      const units = Array.from({ length: random.below(((140 - head.length) >> 1) + 1) }, () =>
        random.from(0x20, 0xd7ff),
      );
      return [head.length + units.length * 2, ...head, ...units.flatMap((unit) => [unit >> 8, unit & 255])];
    }
  }
}

function validity(random: Random, format: number): number[] {
  switch (format) {
    case 0:
      return [];
    case 2:
      return [random.below(256)];
    case 3:
      return timestamp(random);
    default: {
      const singleShot = random.chance(0.5) ? 0x40 : 0;
      // Reserved bits 5 to 3 are set now and then.
      const reserved = random.chance(0.2) ? random.below(8) << 3 : 0;
      const clock = [random.below(24), random.below(60), random.below(60)].map(swapped);
      const values = [[0, 0, 0], [random.below(256), 0, 0], clock];
      const kind = random.below(3);
      return [singleShot | reserved | [0, 2, 3][kind]!, ...values[kind]!, 0, 0, 0];
    }
  }
}

/** What TP-PI announces, TP-PI first; `between` goes behind it. */
function parameters(random: Random, hasHeader: boolean, between: number[] = []): number[] {
  const reserved = random.chance(0.2) ? random.below(16) << 3 : 0;
  const wanted = random.below(8) | (hasHeader ? 4 : 0);
  const dcs = random.below(256);
  return [
    wanted | reserved,
    ...between,
    ...(wanted & 1 ? [random.below(256)] : []),
    ...(wanted & 2 ? [dcs] : []),
    ...(wanted & 4 ? userData(random, wanted & 2 ? dcs : 0, hasHeader) : []),
  ];
}

const MAKERS: ((random: Random) => [Direction, number[]])[] = [
  function deliver(random) {
    const first = random.below(256) & 0xfc;
    const dcs = random.below(256);
    const coding = [random.below(256), dcs, ...timestamp(random)];
    return ['mt', [first, ...address(random), ...coding, ...userData(random, dcs, (first & 0x40) !== 0)]];
  },
  function submit(random) {
    const first = (random.below(256) & 0xfc) | 1;
    const dcs = random.below(256);
    const period = validity(random, (first >> 3) & 3);
    const head = [first, random.below(256), ...address(random), random.below(256), dcs, ...period];
    return ['mo', [...head, ...userData(random, dcs, (first & 0x40) !== 0)]];
  },
  function statusReport(random) {
    const first = (random.below(256) & 0xfc) | 2;
    const head = [first, random.below(256), ...address(random), ...timestamp(random), ...timestamp(random)];
    const hasHeader = (first & 0x40) !== 0;
    const tail = hasHeader || random.chance(0.5) ? parameters(random, hasHeader) : [];
    return ['mt', [...head, random.below(256), ...tail]];
  },
  function deliverReport(random) {
    const first = random.below(256) & 0xfc;
    const cause = random.chance(0.5) ? [random.from(0x80, 0xff)] : [];
    return ['mo', [first, ...cause, ...parameters(random, (first & 0x40) !== 0)]];
  },
  function submitReport(random) {
    const first = (random.below(256) & 0xfc) | 1;
    const cause = random.chance(0.5) ? [random.from(0x80, 0xff)] : [];
    return ['mt', [first, ...cause, ...parameters(random, (first & 0x40) !== 0, timestamp(random))]];
  },
  function command(random) {
    const first = (random.below(256) & 0xfc) | 2;
    const data = random.octets(random.below(100));
    return ['mo', [first, ...random.octets(4), ...address(random), data.length, ...data]];
  },
];

/** One TPDU of any of the six types. */
export function randomTpdu(random: Random): RandomTpdu {
  const [direction, octets] = random.pick(MAKERS)(random);
  return { direction, tpdu: hex(octets) };
}

/** A service centre address as 27.005 puts it before a TPDU, or the empty one. */
export function randomServiceCentre(random: Random): string {
  if (random.chance(0.5)) return '00';
  const digits = random.from(2, 20);
  const value = Array.from({ length: digits }, () => random.below(10))
    .join('')
    .padEnd(digits + (digits & 1), 'F');
  return hex([1 + value.length / 2, random.pick([0x81, 0x91])]) + value.replace(/(.)(.)/g, '$2$1');
}
