import { describe, expect, it } from 'vitest';
import { isBareIndication, parseIndication } from '../../../hardware/at/indication';
import { isPdu, parseInformation, readRange, splitValues } from '../../../hardware/at/information';
import { parseResultCode } from '../../../hardware/at/result-code';

describe('result codes', () => {
  it.each([
    ['OK', { ok: true }],
    ['ERROR', { ok: false, failure: { kind: 'ERROR', text: 'ERROR' } }],
    ['+CMS ERROR: 500', { ok: false, failure: { kind: 'CMS', code: 500, text: '+CMS ERROR: 500' } }],
    ['+CME ERROR:14', { ok: false, failure: { kind: 'CME', code: 14, text: '+CME ERROR:14' } }],
    [
      '+CMS ERROR: invalid input value',
      { ok: false, failure: { kind: 'CMS', text: '+CMS ERROR: invalid input value' } },
    ],
    ['COMMAND NOT SUPPORT', { ok: false, failure: { kind: 'ERROR', text: 'COMMAND NOT SUPPORT' } }],
  ])('reads %s', (line, expected) => expect(parseResultCode(line)).toEqual(expected));

  it.each(['OKAY', '+CMGS: 3', 'RING', 'NO CARRIER', '+CMT: "OK",24', 'ERRORS'])('leaves %s alone', (line) =>
    expect(parseResultCode(line)).toBeUndefined(),
  );
});

describe('information text', () => {
  it('tells name and values', () => {
    expect(parseInformation('+CREG: 2,1')).toEqual({ name: '+CREG', values: '2,1' });
    expect(parseInformation('^RSSI:14')).toEqual({ name: '^RSSI', values: '14' });
    expect(parseInformation('SIM800L')).toEqual({ name: '', values: 'SIM800L' });
  });

  it('splits values at commas that are outside of quotes and parentheses', () => {
    expect(splitValues('2,1,"0A,B",(0,1)')).toEqual(['2', '1', '0A,B', '(0,1)']);
    expect(splitValues('')).toEqual(['']);
  });

  it('reads ranges', () => {
    expect(readRange('(0-2,4)')).toEqual([0, 1, 2, 4]);
    expect(readRange('(0, 1)')).toEqual([0, 1]);
    expect(readRange('("SM","ME")')).toEqual([]);
  });

  it('knows a PDU from other digits', () => {
    expect(isPdu('0011000B91')).toBe(true);
    expect(isPdu('490154203237518')).toBe(false);
    expect(isPdu('OK')).toBe(false);
  });
});

describe('indications', () => {
  it.each([
    ['+CDS: 24', 'reportFollows'],
    ['+CMT: ,24', 'messageFollows'],
    ['+CBM: 88', 'otherFollows'],
    ['+CDSI: "SM",0', 'reportStored'],
    ['+CMTI: "SM",-1', 'messageStored'],
    ['+CREG: 1', 'registration'],
    ['RDY', 'booted'],
    ['*ATREADY: 1', 'booted'],
    ['UNDER-VOLTAGE POWER DOWN', 'booted'],
    ['OVER-VOLTAGE WARNNING', 'supply'],
    ['Call Ready', 'bootStep'],
    ['+QIND: SMS DONE', 'bootStep'],
    ['PB DONE', 'bootStep'],
    ['^BOOT:21,0,0,0,20', 'other'],
    ['+ZDONR: "Vodafone",234,15', 'other'],
    ['RING', 'other'],
    ['', 'other'],
  ])('sorts %s', (line, kind) => expect(parseIndication(line).kind).toBe(kind));

  it('never lets a command take a bare one for its answer', () => {
    expect(['RING', 'RDY', 'SMS Ready', 'NO CARRIER'].every(isBareIndication)).toBe(true);
    expect(['SIM800L', '490154203237518', 'Quectel'].some(isBareIndication)).toBe(false);
  });
});
