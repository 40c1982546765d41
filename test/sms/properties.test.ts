import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countSegments,
  decodePdu,
  encodeDeliver,
  encodeStatusReport,
  encodeSubmit,
  isGsm7,
  PduError,
  type EncodedSegment,
} from '../../src/sms';
import { NATIONAL_LANGUAGES } from '../../src/sms/alphabet/languages';
import { hexOfOctets } from '../../src/sms/hex';

const [DEFAULT] = NATIONAL_LANGUAGES;

const charactersOf = (table: string | null) => Array.from(new Set(table ?? ''));

const gsm7Text = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...charactersOf(`${DEFAULT!.locking}${DEFAULT!.single}`)), maxLength });

const anyText = fc.string({ unit: 'binary', maxLength: 400 });

const digits = fc.string({ unit: fc.constantFrom(...'0123456789*#abc'), minLength: 1, maxLength: 20 });
const number = fc.tuple(fc.constantFrom('', '+'), digits).map(([sign, rest]) => sign + rest);

const octetsOf = ({ pdu }: EncodedSegment) => pdu.length / 2;

const textOf = (segments: EncodedSegment[]) => segments.map(({ pdu }) => decodePdu(pdu).text).join('');

const timestamp = fc
  .tuple(
    fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2099, 11, 31) }),
    fc.integer({ min: -79, max: 79 }),
  )
  .map(([time, quarters]) => {
    const sign = quarters < 0 ? '-' : '+';
    const minutes = Math.abs(quarters) * 15;
    const two = (value: number) => String(value).padStart(2, '0');
    return `${new Date(time).toISOString().slice(0, 19)}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  });

describe('what is encoded is decoded again', () => {
  it('for 7bit text of any length, no segment above 140 octets', () => {
    fc.assert(
      fc.property(gsm7Text(1000), fc.constantFrom(8 as const, 16 as const), (text, referenceBits) => {
        const segments = encodeSubmit({ to: '1', text, reference: 200, referenceBits });
        expect(textOf(segments)).toBe(text);
        for (const [index, segment] of segments.entries()) {
          const tpdu = decodePdu(segment.pdu);
          expect(tpdu.alphabet).toBe('7bit');
          expect(octetsOf(segment)).toBeLessThanOrEqual(1 + 8 + 140);
          expect(segment.length).toBe(octetsOf(segment) - 1);
          expect(tpdu.concat).toEqual(
            segments.length === 1
              ? undefined
              : { reference: 200, bits: referenceBits, total: segments.length, sequence: index + 1 },
          );
        }
      }),
    );
  });

  it('for any text, and no surrogate pair is split', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const segments = encodeSubmit({ to: '1', text });
        expect(textOf(segments)).toBe(text);
        expect(decodePdu(segments[0]!.pdu).alphabet).toBe(isGsm7(text) ? '7bit' : '16bit');
        for (const { pdu } of segments) {
          expect(decodePdu(pdu).text).not.toMatch(/\p{Surrogate}/u);
        }
      }),
    );
  });

  it.each(NATIONAL_LANGUAGES.slice(1))('for text in $name', ({ nli, locking, single }) => {
    const characters = charactersOf(`${locking ?? DEFAULT!.locking}${single}`);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...characters), maxLength: 400 }), (text) => {
        const shifts = { single: nli, ...(locking ? { locking: nli } : {}) };
        const segments = encodeSubmit({ to: '1', text, alphabet: '7bit', ...shifts });
        expect(textOf(segments)).toBe(text);
        expect(decodePdu(segments[0]!.pdu)).toMatchObject(shifts);
      }),
      { numRuns: 30 },
    );
  });

  it('for UCS2 text alone in one segment as for one that would have to be cut, wherever it begins', () => {
    const upTo70 = fc.string({
      unit: fc.constantFrom('Ж', 'a', '\ud83d\ude00', '\ud83d', '\0', '\uffff'),
      maxLength: 80,
    });
    fc.assert(
      fc.property(upTo70, number, fc.option(fc.constant(600), { nil: undefined }), (text, to, validity) => {
        const options = { text, alphabet: '16bit', messageClass: 1 } as const;
        // with a list of elements, be it empty, it goes the long way
        expect(encodeSubmit({ ...options, to, validity })).toEqual(
          encodeSubmit({ ...options, to, validity, elements: [] }),
        );
        const delivery = { ...options, from: to, scts: '2026-01-31T12:45:00+02:00' };
        expect(encodeDeliver(delivery)).toEqual(encodeDeliver({ ...delivery, elements: [] }));
        expect(textOf(encodeSubmit({ ...options, to, validity }))).toBe(text);
      }),
    );
  });

  it('for data with and without further elements', () => {
    const data = fc.uint8Array({ maxLength: 600 });
    const elements = fc.array(
      fc.record({
        iei: fc.integer({ min: 0x70, max: 0x7f }),
        data: fc.uint8Array({ maxLength: 9 }).map((octets) => hexOfOctets(octets)),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(data, elements, (octets, extra) => {
        const segments = encodeSubmit({ to: '1', data: octets, elements: extra }).map(({ pdu }) =>
          decodePdu(pdu),
        );
        expect(segments.map((segment) => segment.data).join('')).toBe(hexOfOctets(octets));
        for (const { udh = [] } of segments) {
          expect(udh.filter(({ iei }) => iei !== 0)).toEqual(extra);
        }
      }),
    );
  });

  it('for every other field of SMS-SUBMIT', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(
        number,
        fc.option(number, { nil: undefined }),
        octet,
        octet,
        fc.boolean(),
        (to, smsc, pid, mr, flag) => {
          const [segment] = encodeSubmit({
            to,
            smsc,
            pid,
            messageReference: mr,
            statusReport: flag,
            rejectDuplicates: !flag,
            text: '',
          });
          expect(decodePdu(segment!.pdu)).toMatchObject({
            address: to,
            smsc,
            pid,
            mr,
            srr: flag,
            rd: !flag,
            udl: 0,
            text: '',
          });
        },
      ),
    );
  });

  it('for SMS-DELIVER and SMS-STATUS-REPORT', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(number, timestamp, timestamp, octet, octet, (address, scts, dt, mr, status) => {
        const zoned = (time: string) => time.replace(/-00:00$/, '+00:00');
        expect(decodePdu(encodeDeliver({ from: address, scts, text: 'x' })[0]!.pdu)).toMatchObject({
          address,
          scts: zoned(scts),
          text: 'x',
        });
        const report = encodeStatusReport({
          messageReference: mr,
          recipient: address,
          scts,
          dischargeTime: dt,
          status,
        });
        expect(decodePdu(report.pdu)).toMatchObject({
          address,
          mr,
          scts: zoned(scts),
          dt: zoned(dt),
          status,
        });
      }),
    );
  });
});

describe('countSegments', () => {
  it('says what encodeSubmit does, and how much still fits', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { alphabet, segments, left } = countSegments(text);
        expect(encodeSubmit({ to: '1', text })).toHaveLength(segments);
        const filler = alphabet === '7bit' ? 'x' : 'я';
        expect(countSegments(text + filler.repeat(left)).segments).toBe(segments);
        expect(countSegments(text + filler.repeat(left + 1)).segments).toBe(segments + 1);
      }),
    );
  });
});

describe('decodePdu takes any input', () => {
  const valid = [
    ...encodeSubmit({
      to: '+447700900001',
      text: 'ğ€x'.repeat(90),
      reference: 1,
      single: 1,
      alphabet: '7bit',
      validity: 60,
    }),
    ...encodeDeliver({ from: '12345', text: 'привет 👍', scts: new Date(0x18000000000) }),
    encodeStatusReport({
      messageReference: 1,
      recipient: '+1',
      scts: '2024-01-01T00:00:00Z',
      dischargeTime: '2024-01-01T00:00:00Z',
      status: 0,
    }),
  ].map(({ pdu }) => pdu);

  const answer = (hex: string, direction?: 'mo' | 'mt', tpdu?: boolean): void => {
    try {
      expect(decodePdu(hex, { direction, tpdu }).type).toMatch(/^SMS-/);
    } catch (error) {
      expect(error).toBeInstanceOf(PduError);
      expect((error as PduError).message).toMatch(/^(SCA|PDU|TP-[A-Za-z]+): .+/);
    }
  };
  const direction = fc.constantFrom('mo' as const, 'mt' as const, undefined);

  it('be it random octets', () => {
    const octets = fc.uint8Array({ maxLength: 300 }).map((random) => hexOfOctets(random));
    fc.assert(fc.property(octets, direction, fc.boolean(), answer), { numRuns: 5000 });
  });

  it('be it any string', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), direction, fc.boolean(), answer), { numRuns: 1000 });
  });

  it('be it a valid PDU with octets changed, and cut off', () => {
    const mutated = fc
      .tuple(
        fc.constantFrom(...valid),
        fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
        fc.nat(400),
      )
      .map(([pdu, changes, end]) => {
        const octets = Buffer.from(pdu, 'hex');
        changes.forEach(([at, octet]) => (octets[at % octets.length] = octet));
        return hexOfOctets(octets).slice(0, Math.max(end & ~1, 2));
      });
    fc.assert(fc.property(mutated, direction, fc.boolean(), answer), { numRuns: 5000 });
  });

  it.each([
    ['', 'SCA: missing, at octet 0'],
    ['0', 'PDU: an even number of hexadecimal digits expected, at octet 0'],
    ['00 1', 'PDU: hexadecimal digits expected, at octet 1'],
    ['\u0130\u0130', 'PDU: hexadecimal digits expected, at octet 0'],
    ['00'.repeat(513), 'PDU: 513 octets given, at most 512 expected'],
    ['00', 'TP-MTI: missing, at octet 1'],
    ['0001000C91', 'TP-DA: 12 digits announced, 0 octets left, at octet 3'],
    ['000100159144', 'TP-DA: 21 digits announced, at most 20 expected, at octet 3'],
    ['000100021144', 'TP-DA: type of address 11 is not one, at octet 3'],
    ['00010004914F44', 'TP-DA: a filler among the 4 digits announced, at octet 3'],
    ['000100029144', 'TP-PID: missing, at octet 6'],
    [
      '0009000291440000' + '04' + '00'.repeat(6) + '00',
      'TP-VP: validity period format 4 is reserved, at octet 8',
    ],
    ['000100029144000005C8', 'TP-UD: 5 septets announced, 1 octets left, at octet 9'],
    ['00410002914400040205', 'TP-UD: 2 octets announced, 1 octets left, at octet 9'],
    ['0041000291440004020500', 'TP-UD: a header of 6 octets in 2 octets of user data, at octet 9'],
  ])('and says what is wrong with "%s"', (hex, message) => {
    expect(() => decodePdu(hex)).toThrow(expect.objectContaining({ name: 'PduError', message }) as Error);
  });

  it('and knows the reserved message type', () => {
    expect(() => decodePdu('0003', { direction: 'mo' })).toThrow('TP-MTI: 3 is reserved, at octet 1');
    expect(decodePdu('0003' + '0291440000' + '00'.repeat(7) + '00').type).toBe('SMS-DELIVER');
  });
});
