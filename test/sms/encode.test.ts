import { describe, expect, it } from 'vitest';
import { decodePdu, encodeDeliver, encodeStatusReport, encodeSubmit, PduError } from '../../src/sms';

const to = '+447700900001';

const first = (options: Omit<Parameters<typeof encodeSubmit>[0], 'to'>) =>
  encodeSubmit({ to, ...options })[0]!;

describe('encodeSubmit', () => {
  it('writes the plainest message octet for octet', () => {
    expect(encodeSubmit({ to: '+46708251358', text: 'hellohello' })).toEqual([
      { sequence: 1, total: 1, length: 22, pdu: '0001000B916407281553F800000AE8329BFD4697D9EC37' },
    ]);
  });

  it('writes service centre, reference, report request, PID and validity', () => {
    const { pdu, length } = first({
      text: 'x',
      smsc: '+491710760000',
      messageReference: 255,
      statusReport: true,
      rejectDuplicates: true,
      pid: 0x41,
      validity: 7200,
    });
    expect(pdu).toBe('07919471016700003' + '5FF0C9144770009001041001701' + '78');
    expect(length).toBe(pdu.length / 2 - 8);
  });

  it.each([
    ['7bit', undefined, 0x00],
    ['8bit', undefined, 0x04],
    ['16bit', undefined, 0x08],
    ['7bit', 0, 0xf0],
    ['7bit', 3, 0xf3],
    ['8bit', 1, 0xf5],
    ['16bit', 2, 0x1a],
  ] as const)('writes TP-DCS of %s with class %s', (alphabet, messageClass, dcs) => {
    const content = alphabet === '8bit' ? { data: '00' } : { text: 'x' };
    const tpdu = decodePdu(
      first({ alphabet, ...content, ...(messageClass === undefined ? {} : { messageClass }) }).pdu,
    );
    expect(tpdu).toMatchObject({ dcs, alphabet, class: messageClass });
  });

  it.each([
    ['447700900001', '447700900001', 0],
    ['+447700900001', '+447700900001', 1],
    ['12345', '12345', 0],
    ['*100#', '*100#', 0],
    ['0abc', '0abc', 0],
    ['12345678901234567890', '12345678901234567890', 0],
  ])('never alters the number %s', (number, address, ton) => {
    expect(decodePdu(encodeSubmit({ to: number, text: '' })[0]!.pdu)).toMatchObject({ address, ton, npi: 1 });
  });

  it.each(['', '+', '44 7700', 'Alarm', '+44+7', '123456789012345678901'])(
    'refuses the number "%s"',
    (number) => {
      expect(() => encodeSubmit({ to: number, text: '' })).toThrow(/^TP-DA: /);
    },
  );

  it.each([
    [{ text: 'x', pid: 256 }, 'TP-PID'],
    [{ text: 'x', messageReference: -1 }, 'TP-MR'],
    [{ text: 'x', validity: 63 * 7 * 86400 + 1 }, 'TP-VP'],
    [{ text: 'x', validity: NaN }, 'TP-VP'],
    [{ text: 'x', smsc: 'x' }, 'SCA'],
    [{}, 'TP-UD'],
    [{ text: 'x', data: '00' }, 'TP-UD'],
    [{ text: 'ł', alphabet: '7bit' }, 'TP-UD'],
    [{ data: '0G' }, 'TP-UD'],
    [{ data: '05', udhi: true }, 'TP-UD'],
    [{ text: 'x', alphabet: '8bit' }, 'TP-DCS'],
    [{ text: 'x'.repeat(161), maxParts: 1 }, 'TP-UD'],
    [{ text: 5 as never, alphabet: '16bit' }, 'TP-UD'],
    [{ text: ['x'] as never, alphabet: '16bit' }, 'TP-UD'],
    [{ text: 5 as never }, 'TP-UD'],
    [{ text: 'x', messageClass: 9 as never }, 'TP-DCS'],
    [{ text: 'x'.repeat(161), reference: 256 }, 'TP-UD'],
    [{ data: '00'.repeat(141), udhi: true }, 'TP-UD'],
  ] as const)('refuses %j, naming %s', (options, field) => {
    const attempt = () => first(options);
    expect(attempt).toThrow(PduError);
    expect(attempt).toThrow(expect.objectContaining({ field }) as Error);
  });

  it.each([
    [0, 300],
    [1, 300],
    [301, 600],
    [43200, 43200],
    [43201, 45000],
    [86401, 172800],
    [30 * 86400 + 1, 35 * 86400],
    [63 * 7 * 86400, 63 * 7 * 86400],
  ])('rounds a validity of %i s up to %i s', (validity, written) => {
    expect(decodePdu(first({ text: 'x', validity }).pdu).validity).toBe(written);
  });
});

describe('encodeDeliver and encodeStatusReport', () => {
  it.each([
    ['ABC', 'ABC', 5],
    ['B', 'B', 5],
    ['AC#', 'AC#', 5],
    ['abc', 'abc', 0],
    ['12a', '12a', 0],
    ['+447700900001', '+447700900001', 1],
  ])('a name of the letters A to C was taken for a number: %s', (from, address, ton) => {
    const scts = '2026-01-31T12:00:00Z';
    expect(decodePdu(encodeDeliver({ from, text: 'x', scts })[0]!.pdu)).toMatchObject({ address, ton });
  });

  it('write what decodePdu reads', () => {
    const [deliver] = encodeDeliver({
      from: '+447700900002',
      text: 'привет',
      scts: '2024-02-29T23:59:58-03:30',
    });
    expect(decodePdu(deliver!.pdu)).toMatchObject({
      type: 'SMS-DELIVER',
      address: '+447700900002',
      scts: '2024-02-29T23:59:58-03:30',
      text: 'привет',
    });
    const report = encodeStatusReport({
      messageReference: 7,
      recipient: to,
      scts: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)),
      dischargeTime: '2026-01-02T03:04:06Z',
      status: 0x46,
    });
    expect(decodePdu(report.pdu)).toMatchObject({
      type: 'SMS-STATUS-REPORT',
      mr: 7,
      address: to,
      scts: '2026-01-02T03:04:05+00:00',
      dt: '2026-01-02T03:04:06+00:00',
      status: 0x46,
    });
  });

  it.each(['', '2023-02-29T00:00:00Z', '1999-12-31T23:59:59Z', '2024-01-01T00:00:00+00:10', '2024-01-01'])(
    'refuse the time "%s"',
    (scts) => {
      expect(() => encodeDeliver({ from: '1', text: '', scts })).toThrow(/^TP-SCTS: /);
    },
  );
});
