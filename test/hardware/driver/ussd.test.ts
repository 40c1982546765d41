import { describe, expect, it } from 'vitest';
import { askUssd } from '../../../hardware/driver';
import { packUssd } from '../../../src/sms';
import { SimulatedClock } from '../../support/simulated-clock';
import { configOf } from '../opened-driver';
import { ScriptedPort } from '../scripted-port';
import { silentLogger } from '../silent-logger';

const REQUEST = 'AT+CUSD=1,"*100#",15';
/** What Huawei modems want for it. */
const PACKED = 'AA180C3602';

/** Asks *100# on a port where the request is answered so; the clock goes on until it is settled. */
async function ask(port: ScriptedPort, pin?: string) {
  const clock = new SimulatedClock();
  const config = configOf(port, pin === undefined ? {} : { pin });
  const asked = askUssd({ config, binding: port.binding, clock, logger: silentLogger }, '*100#', 30_000);
  let over = false;
  const end = () => (over = true);
  asked.then(end, end);
  for (let passed = 0; passed < 120_000 && !over; passed += 100) await clock.advance(100);
  return asked;
}

const answering = (...lines: string[]) =>
  new ScriptedPort()
    .answer('AT+CSCS="IRA"', 'OK')
    .answer(REQUEST, `\r\nOK\r\n${lines.map((line) => `\r\n${line}\r\n`).join('')}`);

describe('USSD', () => {
  it.each([
    ['plain', ['+CUSD: 0,"Balance: 5.00",15'], 'Balance: 5.00'],
    ['without dcs', ['+CUSD: 0,"Balance: 5.00"'], 'Balance: 5.00'],
    ['of digits, which are no packed septets', ['+CUSD: 0,"1234",15'], '1234'],
    ['in UCS2', ['+CUSD: 0,"0035002E00300030002020AC",72'], '5.00 €'],
    ['in UCS2 by the dcs of an SMS', ['+CUSD: 0,"0035",8'], '5'],
    ['over several lines', ['+CUSD: 0,"Balance:\r\n5.00\r\nBye",15'], 'Balance:\n5.00\nBye'],
    ['behind other indications', ['RING', '^RSSI:3', '+CUSD: 0,"5",15'], '5'],
  ])('is answered %s', async (_, lines, text) => {
    expect(await ask(answering(...lines))).toEqual({ text, wantsMore: false });
  });

  it('is asked in packed septets where the modem wants no other', async () => {
    expect(packUssd('*100#')).toBe(PACKED);
    const port = new ScriptedPort()
      .answer('AT+CSCS="IRA"', 'OK')
      .answer(REQUEST, 'ERROR')
      .answer(`AT+CUSD=1,"${PACKED}",15`, `\r\nOK\r\n\r\n+CUSD: 0,"${packUssd('Balance')}",15\r\n`);
    expect(await ask(port)).toEqual({ text: 'Balance', wantsMore: false });
  });

  it.each(['a', 'seven77', 'eight888', 'fifteen fifteen', '{[~]}'])('packs and reads %j', async (text) => {
    const port = new ScriptedPort()
      .answer('AT+CSCS="IRA"', 'OK')
      .answer(REQUEST, 'ERROR')
      .answer(`AT+CUSD=1,"${PACKED}",15`, `\r\nOK\r\n\r\n+CUSD: 0,"${packUssd(text)}",15\r\n`);
    expect(await ask(port)).toEqual({ text, wantsMore: false });
  });

  it('that wants more is told, and the session ended', async () => {
    const port = answering('+CUSD: 1,"1 Balance 2 Top up",15').answer('AT+CUSD=2', 'OK');
    expect(await ask(port)).toEqual({ text: '1 Balance 2 Top up', wantsMore: true });
    expect(port.written.at(-1)).toBe('AT+CUSD=2');
  });

  it.each([
    [answering('+CUSD: 4'), 'the network does not know this code'],
    [answering('+CUSD: 5'), 'the network did not answer in time'],
    [answering(), 'USSD *100#: no answer within 30 s'],
    [answering().answer(REQUEST, '+CME ERROR: 30'), 'AT+CUSD= was answered by +CME ERROR: 30'],
    [answering().answer('AT+CPIN?', '+CPIN: SIM PUK\r\n\r\nOK'), 'the SIM asks for its PUK'],
  ])('fails in words (%#)', async (port, words) => {
    await expect(ask(port)).rejects.toThrow(words);
    expect(port.open).toBe(false);
  });
});
