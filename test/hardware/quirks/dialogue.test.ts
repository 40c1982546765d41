import { describe, expect, it } from 'vitest';
import { LONGEST_LINE } from '../../../hardware/framing/at-framer';
import { judgeFailure } from '../../../src/dispatch/modem-errors';
import type { SubmitEvent } from '../../../src/dispatch/modem-port';
import { openDriver, PDU, submit } from '../opened-driver';
import { ScriptedPort } from '../scripted-port';

const REPORT = '00020C0B914477009000F0111111111111001111111111110000';
const MESSAGE = '00040B914477009000F00000111111111111000441424344';

/** Submits once; `answer` is all that the modem says to the PDU, `prompt` all that it says to AT+CMGS=. */
async function exchange(answer: string, prompt = '\r\n> ') {
  const port = new ScriptedPort().answer('AT+CMGS=16', prompt).answer(`${PDU}\x1a`, answer);
  const opened = await openDriver(port);
  const { events } = await submit(opened);
  return { ...opened, last: events.at(-1)! };
}

const referenced: SubmitEvent = { type: 'REFERENCED', reference: 42 };
const happy = '\r\n+CMGS: 42\r\n\r\nOK\r\n';

describe('quirks of the dialogue', () => {
  it.each([
    ['without a space (SIM7670G)', '\r\n>\r\n'],
    ['without a line end before it (u-blox LARA-L6)', '\r>'],
  ])('1. a prompt %s', async (_, prompt) => {
    expect((await exchange(happy, prompt)).last).toEqual(referenced);
  });

  it('1. a prompt split over reads', async () => {
    const port = new ScriptedPort().answer('AT+CMGS=16', '\r\n> ').answer(`${PDU}\x1a`, happy);
    port.mangle = (bytes) => [...bytes];
    expect((await submit(await openDriver(port))).events.at(-1)).toEqual(referenced);
  });

  it.each([
    [`> ${PDU}\r\n\r\n+CMS ERROR: 500\r\n`, 500],
    [`\r\n${PDU}\r\n> \r\n+CMS ERROR: 513\r\n`, 513],
  ])('2. the PDU echoed on the prompt line, then the error: %j', async (answer, code) => {
    const { last } = await exchange(`\r${answer}`);
    expect(last).toMatchObject({ type: 'FAILED', failure: { kind: 'CMS', code } });
  });

  it.each(['^RSSI:14', '^BOOT:19250593,0,0,0,72', '+ZDONR: "Net",234,15', '+ZPASR: "LTE"', '+CMTI: "SM",3'])(
    '3. %s between the PDU and +CMGS',
    async (line) => {
      expect((await exchange(`\r\n${line}\r\n${happy}`)).last).toEqual(referenced);
    },
  );

  it('3. an indication with a second line between +CMGS and its OK', async () => {
    const { last, heard } = await exchange(`\r\n+CMGS: 42\r\n\r\n+CDS: 25\r\n${REPORT}\r\n\r\nOK\r\n`);
    expect(last).toEqual(referenced);
    expect(heard.reports).toEqual([REPORT]);
  });

  it.each([
    ['+CMS ERROR: invalid input value', { what: 'message', permanent: true }],
    ['+CME ERROR: 14', { what: 'path', permanent: false }],
    ['ERROR', { what: 'path', permanent: false }],
  ])('6. %s answers the PDU', async (answer, refusal) => {
    const { last } = await exchange(answer);
    if (last.type !== 'FAILED') throw new Error(`FAILED expected, got ${last.type}`);
    expect(judgeFailure(last.failure).refusal).toMatchObject(refusal);
  });

  it.each([
    ['LF only', '\n+CMGS: 42\n\nOK\n'],
    ['CR only', '\r+CMGS: 42\r\rOK\r'],
  ])('7. lines ended by %s', async (_, answer) => {
    const { last } = await exchange(answer.startsWith('\r') ? answer : `\r${answer}`);
    expect(last).toEqual(referenced);
  });

  it('10. a text OK or ERROR in what is read back is not a final result code', async () => {
    const port = new ScriptedPort().answer('AT+CUSD?', '+CUSD: 0,"\r\nOK"\r\n\r\nOK');
    const { driver, run } = await openDriver(port);
    const stored = `+CMGL: 1,1,,23\r\n${MESSAGE}\r\n+CMGL: 2,1,"OK",23\r\n${MESSAGE}\r\n\r\nOK`;
    port.answer('AT+CMGL=4', stored);
    const list = { text: 'AT+CMGL=4', answer: '+CMGL', pduFollows: true, limit: 5_000 };
    expect(await run(driver.run(list))).toHaveLength(2);
    port.say('\r\n+CUSD: 0,"ERROR",15\r\n');
    expect(await run(driver.registration())).toMatchObject({ state: 'registered' });
  });

  it('11. no CR follows the 0x1A', async () => {
    const { port } = await exchange(happy);
    expect(port.written.at(-1)).toBe(`${PDU}\x1a`);
  });

  it('11. NUL bytes and noise before the first answer', async () => {
    const port = new ScriptedPort().answer('AT', '\r\0\0\xff\xfe~\r\n\0OK\r\n');
    const { driver, run } = await openDriver(port);
    expect(await run(driver.registration())).toMatchObject({ state: 'registered' });
  });

  it('12. a supply warning is none of the message, a power down in the middle of it is doubt', async () => {
    expect((await exchange(`\r\nOVER-VOLTAGE WARNNING\r\n${happy}`)).last).toEqual(referenced);
    const { last, heard } = await exchange('\r\nUNDER-VOLTAGE POWER DOWN\r\n');
    expect(last.type).toBe('LOST');
    expect(heard.rebooted).toEqual(['UNDER-VOLTAGE POWER DOWN']);
  });

  it('12. a boot banner after the PDU: a brown-out, and doubt', async () => {
    expect((await exchange('\r\nRDY\r\n')).last.type).toBe('LOST');
  });

  it('18. codes are sorted: a bad message for good, a busy network for now, silence as doubt', () => {
    const judge = (code: number) => judgeFailure({ kind: 'CMS', code, text: `+CMS ERROR: ${code}` });
    for (const code of [1, 8, 21, 28, 29, 30, 50, 69, 81, 95, 96, 97, 98, 99, 111, 304, 305])
      expect(judge(code).refusal, String(code)).toMatchObject({ what: 'message', permanent: true });
    for (const code of [310, 312, 313, 315, 316, 317, 318])
      expect(judge(code).refusal, String(code)).toMatchObject({ what: 'path', permanent: true });
    // the PIN is entered then
    for (const code of [38, 41, 42, 47, 311, 314, 515])
      expect(judge(code), String(code)).toMatchObject({ doubtful: false, refusal: { permanent: false } });
    for (const code of [331, 332, 500, 512]) expect(judge(code).doubtful, String(code)).toBe(true);
  });

  it('19. garbage without a line end is cut, and the answer behind it is found', async () => {
    const { last } = await exchange(`\r${'x'.repeat(50 * LONGEST_LINE)}${happy}`);
    expect(last).toEqual(referenced);
  });
});
