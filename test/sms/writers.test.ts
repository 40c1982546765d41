import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodePdu,
  encodeCommand,
  encodeDeliver,
  encodeDeliverReport,
  encodeStatusReport,
  encodeSubmit,
  encodeSubmitReport,
  portsElement,
  readDcs,
  readFrame,
  replyAddressElement,
  writeFrame,
  type ValidityOption,
} from '../../src/sms';
import { Random } from '../support/random';
import { randomServiceCentre, randomTpdu } from '../support/random-pdu';

const SCTS = '2026-01-31T12:45:59+02:00';
const octet = fc.integer({ min: 0, max: 255 });
const optional = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });

/** TP-PID and user data, as any report may have them. */
const parameters = fc.record(
  { pid: octet, text: fc.constantFrom('', 'delivered', 'доставлено') },
  { requiredKeys: [] },
);

const submitted = (options: object) =>
  decodePdu(encodeSubmit({ to: '1', text: 'x', ...options })[0]!.pdu, { direction: 'mo' });

describe('what is encoded is decoded again', () => {
  it('for SMS-COMMAND', () => {
    const cd = fc.uint8Array({ maxLength: 157 });
    fc.assert(
      fc.property(octet, octet, octet, octet, fc.boolean(), cd, (mr, pid, ct, mn, srr, data) => {
        const { pdu } = encodeCommand({
          ...{ messageReference: mr, pid, commandType: ct, messageNumber: mn },
          ...{ to: '+4477', statusReport: srr, data },
        });
        const expected = { type: 'SMS-COMMAND', mr, pid, ct, mn, srr, address: '+4477' };
        const cdHex = Buffer.from(data).toString('hex').toUpperCase();
        expect(decodePdu(pdu, { direction: 'mo' })).toMatchObject({ ...expected, cd: cdHex });
      }),
    );
  });

  it('for the three reports', () => {
    const cause = optional(fc.integer({ min: 0x80, max: 255 }));
    fc.assert(
      fc.property(parameters, cause, octet, (given, fcs, status) => {
        const said = { ...given, fcs };
        const deliverReport = encodeDeliverReport({ ...given, failureCause: fcs });
        expect(decodePdu(deliverReport.pdu, { direction: 'mo' })).toMatchObject({
          type: 'SMS-DELIVER-REPORT',
          ...said,
        });
        const submitReport = encodeSubmitReport({ ...given, failureCause: fcs, scts: SCTS });
        expect(decodePdu(submitReport.pdu, { direction: 'mt' })).toMatchObject({
          type: 'SMS-SUBMIT-REPORT',
          scts: SCTS,
          ...said,
        });
        const statusReport = encodeStatusReport({
          ...given,
          ...{ messageReference: 3, recipient: '112', scts: SCTS, dischargeTime: SCTS, status },
        });
        expect(decodePdu(statusReport.pdu)).toMatchObject({ type: 'SMS-STATUS-REPORT', status, ...given });
      }),
    );
  });

  it.each<[ValidityOption, object]>([
    [300, { vpf: 2, validity: 300 }],
    [SCTS, { vpf: 3, validity: SCTS }],
    [new Date('2026-01-31T12:45:59Z'), { vpf: 3, validity: '2026-01-31T12:45:59+00:00' }],
    [{}, { vpf: 1, validity: undefined, singleShot: false }],
    [{ singleShot: true }, { vpf: 1, validity: undefined, singleShot: true }],
    [{ seconds: 30 }, { vpf: 1, validity: 30, singleShot: false }],
    [
      { seconds: 3723, singleShot: true },
      { vpf: 1, validity: 3723, singleShot: true },
    ],
    [
      { seconds: 400, form: 'relative' },
      { vpf: 1, validity: 600 },
    ],
    [{ seconds: 500_000 }, { vpf: 1, validity: 518_400 }],
  ])('for TP-VP %j', (validity, expected) => {
    expect(submitted({ validity })).toMatchObject(expected);
  });

  it.each<[ValidityOption, string]>([
    [{ seconds: 256, form: 'seconds' }, 'TP-VP: 0 to 255 whole seconds expected, got 256'],
    [{ seconds: 0.5, form: 'clock' }, 'TP-VP: 0 to 359999 whole seconds expected, got 0.5'],
    ['tomorrow', 'TP-VP: an ISO 8601 time from 2000 to 2099 expected, got tomorrow'],
  ])('and TP-VP %j is refused', (validity, message) => {
    expect(() => submitted({ validity })).toThrow(message);
  });

  it('for every TP-DCS', () => {
    for (let dcs = 0; dcs < 256; dcs++) {
      const { alphabet, compressed } = readDcs(dcs);
      const content =
        alphabet === '8bit' || compressed ? { text: undefined, data: 'CAFE' } : { text: 'Zone' };
      expect(submitted({ dcs, ...content })).toMatchObject({ dcs, ...content });
    }
    expect(() => submitted({ dcs: 8, messageClass: 1 })).toThrow('TP-DCS: either dcs or');
  });

  it.each(['Alarm', 'Tür 3', '+4477', '112', '€uro', '12345678901', '@home'])(
    'for SMS-DELIVER from %s',
    (from) => {
      expect(decodePdu(encodeDeliver({ from, text: 'x', scts: SCTS })[0]!.pdu).address).toBe(from);
    },
  );

  it('for ports and a reply address, beside concatenation', () => {
    const ports = { destination: 2948, originator: 9200, bits: 16 } as const;
    const elements = [portsElement(ports), replyAddressElement('+447700900009')];
    const segments = encodeSubmit({ to: '1', text: 'x'.repeat(300), elements });
    expect(segments.map(({ pdu }) => decodePdu(pdu))).toMatchObject([
      { ports, replyAddress: '+447700900009', concat: { sequence: 1, total: 3 } },
      { ports, replyAddress: '+447700900009', concat: { sequence: 2, total: 3 } },
      { ports, replyAddress: '+447700900009', concat: { sequence: 3, total: 3 } },
    ]);
    expect(() => portsElement({ ...ports, bits: 8 })).toThrow(
      'TP-UD: a port from 0 to 255 expected, got 2948',
    );
  });
});

describe('what was cut into fields is written with the same octets', () => {
  it('for any TPDU, reserved bits included, with or without a service centre and what follows it', () => {
    const random = new Random(23040);
    for (let i = 0; i < 3000; i++) {
      const { direction, tpdu } = randomTpdu(random);
      const padding = random.chance(0.2) ? 'FFFF' : '';
      const hex = randomServiceCentre(random) + tpdu + padding;
      const frame = readFrame(hex, { direction });
      const written = writeFrame(frame);
      expect(written.pdu).toBe(hex);
      expect(written.length).toBe((hex.length - frame.sca.length) / 2);
      expect(writeFrame(readFrame(tpdu, { direction, tpdu: true })).pdu).toBe(tpdu);
    }
  });

  it('a status report out of a SIM record, which is filled up with FF, is read as without TP-PI', () => {
    const times = { scts: SCTS, dischargeTime: SCTS };
    const { pdu } = encodeStatusReport({ messageReference: 3, recipient: '112', ...times, status: 0 });
    expect(decodePdu(`${pdu}${'FF'.repeat(100)}`)).toEqual(decodePdu(pdu));
  });

  it('but for the field that was changed', () => {
    const [segment] = encodeSubmit({ to: '+447700900001', text: 'Zone 3', smsc: '+44' });
    const changed = writeFrame({ ...readFrame(segment!.pdu), mr: '2A', sca: '00' });
    const { smsc, ...read } = decodePdu(changed.pdu);
    expect(smsc).toBeUndefined();
    expect(read).toEqual({ ...decodePdu(segment!.pdu), smsc: undefined, mr: 42 });
    expect(changed.length).toBe(segment!.length);
  });
});
