import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTranscript, Transcript } from '../../../hardware/harness';
import { isChunk } from '../../../hardware/harness/transcript/entry';
import { decodePdu, encodeDeliver, encodeStatusReport, encodeSubmit } from '../../../src/sms';
import { SimulatedClock } from '../../support/simulated-clock';
import { temporaryFolder } from '../../support/temporary-outbox';
import { Rig } from './rig';

const TO = '+447700900123';
const STRANGER = '+447700900456';
const scts = '2026-01-01T00:00:00Z';

const deliver = (from: string, text: string) => encodeDeliver({ from, text, scts })[0]!.pdu;

/** Writes chunks to a transcript on disk; gives back what it then says, in order. */
function written(mask: boolean, ...chunks: (readonly ['toModem' | 'fromModem', string])[]) {
  const file = join(temporaryFolder(), 'transcript.jsonl');
  const transcript = new Transcript({ clock: new SimulatedClock(), port: '/dev/x', to: TO, file, mask });
  for (const [direction, text] of chunks) transcript.chunk(direction, text);
  transcript.close();
  const { header, entries } = parseTranscript(readFileSync(file, 'utf8'));
  return { header, texts: entries.filter(isChunk).map(({ text }) => text) };
}

describe('a transcript', () => {
  it('has every byte that passed the port, in order, with times that do not go back', async () => {
    const file = join(temporaryFolder(), 'transcript.jsonl');
    const rig = new Rig({ transcript: file, soak: 4_000 });
    let said = '';
    rig.modem.on('bytes', (octets) => (said += octets.toString('latin1')));
    await rig.run();
    const { header, entries } = parseTranscript(readFileSync(file, 'utf8'));
    const all = (direction: string) =>
      entries
        .filter(isChunk)
        .filter((chunk) => chunk.direction === direction)
        .map(({ text }) => text)
        .join('');
    expect(header).toMatchObject({ transcript: 1, port: '/dev/rig', to: rig.modem.number, masked: false });
    expect(all('toModem')).toBe(rig.modem.received);
    expect(all('fromModem')).toBe(said);
    const times = entries.map(({ ms }) => ms);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(entries).toContainEqual(expect.objectContaining({ event: 'check 16bit' }));
  });

  it('never holds the PIN, masked or not, even where the echo comes in pieces', () => {
    const { texts } = written(
      false,
      ['toModem', 'AT+CPIN="1234"\r'],
      ['fromModem', 'AT+CPIN="1'],
      ['fromModem', '234"\r\r\nOK\r\n'],
      ['toModem', 'AT+CPIN="12345678","4321"\r'],
      ['toModem', 'AT+CLCK="SC",0,"1234"\r'],
    );
    expect(texts).toEqual([
      'AT+CPIN="****"\r',
      'AT+CPIN="*',
      '***"\r\r\nOK\r\n',
      'AT+CPIN="********","****"\r',
      'AT+CLCK="SC",0,"****"\r',
    ]);
  });

  it('loses numbers, IMEI and IMSI where it is masked, and keeps what tells country and maker', () => {
    const { header, texts } = written(
      true,
      ['fromModem', '\r\n490154203237518\r\n\r\nOK\r\n'],
      ['fromModem', '\r\n+CNUM: "","+447700900123",145\r\n'],
      ['fromModem', '\r\n+CREG: 1,"00C3","0000C0DE"\r\n'],
    );
    expect(header).toMatchObject({ masked: true, to: '+447700000000' });
    expect(texts).toEqual([
      '\r\n490150000000000\r\n\r\nOK\r\n',
      '\r\n+CNUM: "","+447700000000",145\r\n',
      '\r\n+CREG: 1,"00C3","0000C0DE"\r\n',
    ]);
  });

  it('masks numbers inside PDUs, which stay PDUs of the same content', () => {
    const submit = encodeSubmit({ to: TO, text: 'hil 7bit', smsc: '+447785016005' })[0]!.pdu;
    const report = encodeStatusReport({
      messageReference: 7,
      recipient: TO,
      scts,
      dischargeTime: scts,
      status: 0,
    }).pdu;
    const { texts } = written(
      true,
      ['toModem', `${submit}\x1a`],
      ['fromModem', `\r\n+CDS: 25\r\n${report}\r\n+CMT: ,20\r\n`],
      ['fromModem', `${deliver(TO, 'hil 7bit')}\r\n`],
    );
    expect(decodePdu(texts[0]!.slice(0, -1))).toMatchObject({
      address: '+447700000000',
      smsc: '+447780000000',
      text: 'hil 7bit',
    });
    const [, masked] = texts[1]!.split('\r\n').filter((line) => line !== '');
    expect(decodePdu(masked!)).toMatchObject({ type: 'SMS-STATUS-REPORT', address: '+447700000000', mr: 7 });
    expect(decodePdu(texts[2]!.trim(), { direction: 'mt' })).toMatchObject({
      address: '+447700000000',
      text: 'hil 7bit',
    });
  });

  it('does not tell what others wrote to the owner of the SIM', () => {
    const { texts } = written(true, [
      'fromModem',
      `\r\n+CMGL: 1,1,,30\r\n${deliver(STRANGER, 'My secret')}\r\n`,
    ]);
    const pdu = texts[0]!.split('\r\n')[2]!;
    expect(decodePdu(pdu, { direction: 'mt' })).toMatchObject({ text: '@@@@@@@@@' });
    expect(pdu).toHaveLength(deliver(STRANGER, 'My secret').length);
  });

  it('keeps the length of every chunk, whatever it holds', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary-ascii' }),
      fc.constantFrom(
        deliver(STRANGER, 'x'),
        deliver(TO, 'y'),
        '\r\n',
        '\x1a',
        'AT+CPIN="1',
        '123456789012',
        '0791',
        'F',
      ),
    );
    const chunk = fc.tuple(
      fc.constantFrom('toModem' as const, 'fromModem' as const),
      piece.filter((text) => text !== ''),
    );
    const file = join(temporaryFolder(), 'property.jsonl');
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 30 }), (chunks) => {
        const transcript = new Transcript({
          clock: new SimulatedClock(),
          port: 'x',
          to: TO,
          file,
          mask: true,
        });
        chunks.forEach(([direction, text]) => transcript.chunk(direction, text));
        transcript.close();
        const { entries } = parseTranscript(readFileSync(file, 'utf8'));
        expect(entries.filter(isChunk).map(({ direction, text }) => [direction, text.length])).toEqual(
          chunks.map(([direction, text]) => [direction, text.length]),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('names a file that cannot be written', () => {
    const file = join(temporaryFolder(), 'no', 'such', 'file');
    expect(() => new Transcript({ clock: new SimulatedClock(), port: 'x', file })).toThrow(
      `cannot write --transcript ${file}: ENOENT`,
    );
  });

  it.each([
    ['', 'line 1: a JSON object expected'],
    ['{}', 'line 1: the header of a transcript expected'],
    ['{"transcript":1}\nnonsense', 'line 2: a JSON object expected'],
    ['{"transcript":1}\n{"ms":"1"}', 'line 2: ms, a number of milliseconds, expected'],
    ['{"transcript":1}\n{"ms":1,"direction":"up","text":""}', 'line 2: an event, or a direction'],
  ])('%j is none', (text, message) => {
    expect(() => parseTranscript(text)).toThrow(message);
  });
});
