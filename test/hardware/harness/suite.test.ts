import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../../hardware/harness';
import { decodePdu, encodeDeliver } from '../../../src/sms';
import { namesOf, resultOf, Rig } from './rig';

const SKIPPED_WITHOUT_A_PERSON = ['unplug'];

describe('the suite on a virtual modem', () => {
  it('passes with a loopback, and spends its messages on --to alone', async () => {
    const rig = new Rig();
    const findings = await rig.run();
    expect(namesOf(findings, 'failed')).toEqual([]);
    expect(namesOf(findings, 'skipped')).toEqual(SKIPPED_WITHOUT_A_PERSON);
    expect(findings.messages).toEqual({ spent: 20, limit: 20 });
    expect(rig.network.accepted).toHaveLength(20);
    expect(new Set(rig.network.accepted.map(({ to }) => to))).toEqual(new Set([rig.modem.number]));
  });

  it('covers alphabets, classes, protocol identifiers and both cuts on the wire', async () => {
    const rig = new Rig({ soak: 0 });
    await rig.run();
    const { accepted } = rig.network;
    const seen = <T>(of: (message: (typeof accepted)[number]) => T) => [...new Set(accepted.map(of))];
    expect(seen(({ alphabet }) => alphabet)).toEqual(['7bit', '8bit', '16bit']);
    expect(seen((message) => message.class)).toEqual([undefined, 1, 2, 3, 0]);
    expect(seen(({ pid }) => pid)).toEqual([0, 0x41, 0x47]);
    const parts = accepted.filter(({ concat }) => concat);
    expect(parts.map(({ concat }) => `${concat!.sequence}/${concat!.total}`)).toEqual([
      '1/3',
      '2/3',
      '3/3',
      '1/2',
      '2/2',
    ]);
    // 152 septets: the escape pair that did not fit went to the next; 66 units: the surrogate pair
    expect(parts[0]!.text!.length).toBe(152);
    expect(parts[1]!.text!.startsWith('€')).toBe(true);
    expect(parts[3]!.text!.length).toBe(66);
    expect(parts[4]!.text!.startsWith('😀')).toBe(true);
    expect(decodePdu(accepted[0]!.pdu, { direction: 'mo' })).toMatchObject({ validity: 3600 });
  });

  it('sends nothing without --to, and names why for each check that would', async () => {
    const rig = new Rig({ to: undefined });
    const findings = await rig.run();
    expect(rig.network.accepted).toEqual([]);
    expect(namesOf(findings, 'failed')).toEqual([]);
    const sending = CHECKS.filter(({ messages }) => messages > 0).map(({ name }) => name);
    expect(namesOf(findings, 'skipped')).toEqual(expect.arrayContaining(sending));
    for (const name of sending) {
      expect(resultOf(findings, name).detail).toBe('no --to NUMBER was given: nothing is sent');
    }
    expect(resultOf(findings, 'soak').detail).toMatch(/^\d+ looks, 0 messages/);
  });

  it('sends to another number without waiting for what cannot come back', async () => {
    const rig = new Rig({ to: '+447700900777' });
    const findings = await rig.run();
    expect(namesOf(findings, 'failed')).toEqual([]);
    expect(namesOf(findings, 'skipped')).toEqual(['loopback', 'concatenation in', 'unplug']);
    expect(resultOf(findings, 'loopback').detail).toBe(
      '--to is not the number of this SIM, which says +44770090****',
    );
    expect(resultOf(findings, 'report matching').verdict).toBe('passed');
  });

  it('fails where --loopback says that messages must come back, and none does', async () => {
    const findings = await new Rig({ to: '+447700900777', loopback: true, soak: 0 }).run();
    expect(resultOf(findings, 'loopback')).toMatchObject({
      verdict: 'failed',
      detail: 'the network took it, and it did not come back within 60 s',
    });
  });

  it('skips what would take more messages than are left, by name', async () => {
    const rig = new Rig({ maxMessages: 2, soak: 0 });
    const findings = await rig.run();
    expect(rig.network.accepted).toHaveLength(2);
    expect(namesOf(findings, 'failed')).toEqual([]);
    expect(resultOf(findings, 'concatenation 7bit').detail).toBe(
      'it takes 3 messages, of --max-messages 2 there are 0 left',
    );
  });

  it('asks for no more than 20 messages in all', () => {
    const fixed = CHECKS.reduce((sum, { messages }) => sum + messages, 0);
    expect(fixed).toBeLessThanOrEqual(20);
  });

  it('leaves messages on the SIM that were there before, and the settings as they were', async () => {
    const rig = new Rig({ soak: 0 });
    const { length, pdu } = encodeDeliver({
      from: '+447700900999',
      text: 'private',
      scts: '2026-01-01T00:00:00Z',
    })[0]!;
    rig.modem.write(`AT+CMGW=${length},0\r${pdu}\x1aATE0\r`);
    await rig.run();
    let said = '';
    rig.modem.on('bytes', (octets) => (said += octets.toString('latin1')));
    rig.modem.write('ATE0;+CMGL=4;+CNMI?;+CSMS?\r');
    expect(said).toContain(pdu);
    expect(said).toContain('+CNMI: 0,0,0,0,0');
    expect(said).toContain('+CSMS: 0,');
  });

  it('tells of a message of somebody else that comes meanwhile', async () => {
    const rig = new Rig();
    rig.network.once('accepted', () =>
      rig.network.deliver(rig.modem.number, { from: '+447700900999', text: 'Hello?' }),
    );
    const findings = await rig.run();
    expect(rig.notes).toEqual(['a message of +447700900999 came: "Hello?"']);
    expect(namesOf(findings, 'failed')).toEqual([]);
  });
});

describe('the modem is unplugged by request', () => {
  const unplugging =
    (replugAfter: number | undefined) =>
    (request: string, { modem }: Rig) => {
      if (request.startsWith('unplug')) modem.unplug(replugAfter);
    };

  it('is noticed, and found again', async () => {
    const findings = await new Rig({ soak: 0, person: unplugging(5_000) }).run();
    expect(resultOf(findings, 'unplug')).toMatchObject({
      verdict: 'passed',
      detail: expect.stringMatching(/^noticed, and found again \d/) as string,
    });
  });

  it('that nobody does is a skip', async () => {
    const findings = await new Rig({ soak: 0, person: () => undefined }).run();
    expect(resultOf(findings, 'unplug')).toMatchObject({
      verdict: 'skipped',
      detail: 'it was not unplugged within 60 s',
    });
  });

  it('and never comes back', async () => {
    const findings = await new Rig({ person: unplugging(undefined) }).run();
    expect(resultOf(findings, 'unplug')).toMatchObject({
      verdict: 'failed',
      detail: expect.stringContaining('not found again within 60 s: port /dev/rig: no such device') as string,
    });
    expect(resultOf(findings, 'soak')).toMatchObject({
      verdict: 'skipped',
      detail: 'the modem answers no more since unplug',
    });
  });
});

describe('an interrupted run', () => {
  it('leaves a modem that waited for a PDU out of the prompt', async () => {
    const rig = new Rig();
    // the first AT+CMGS is that of the malformed PDU: it is interrupted while its prompt is on the way
    rig.modem.on('command', (line) => {
      if (line.startsWith('AT+CMGS')) rig.interrupt();
    });
    const findings = await rig.run();
    expect(findings.interrupted).toBe(true);
    expect(resultOf(findings, 'malformed PDU').detail).toBe('interrupted');
    expect(resultOf(findings, 'soak')).toMatchObject({ verdict: 'skipped', detail: 'interrupted' });
    let said = '';
    rig.modem.on('bytes', (octets) => (said += octets.toString('latin1')));
    rig.modem.write('AT+CSQ\r');
    expect(said).toContain('+CSQ:');
    expect(rig.network.accepted).toEqual([]);
  });

  it('waits for the answer to a message that is under way', async () => {
    const rig = new Rig({ network: { networkDelay: 3_000 }, soak: 0 });
    rig.modem.on('command', (line) => {
      if (line.startsWith('AT+CMGS') && !line.endsWith('=1') && !line.endsWith('=20')) {
        rig.clock.setTimeout(() => rig.interrupt(), 1_000);
      }
    });
    await rig.run();
    expect(rig.network.accepted).toHaveLength(1);
    const said = rig.transcript.since().map((entry) => ('text' in entry ? entry.text : ''));
    expect(said.findIndex((text) => text.includes('+CMGS: 0'))).toBeGreaterThan(0);
  });

  it('ends while the port is being synchronised', async () => {
    const rig = new Rig({ modem: { faults: [{ command: 'AT', do: 'lose' }] } });
    rig.modem.once('command', () => rig.interrupt());
    await expect(rig.run()).rejects.toThrow('interrupted');
  });
});

describe('the README of the harness', () => {
  it('lists every check, with what it needs, costs and looks at', () => {
    const readme = readFileSync(join(__dirname, '../../../hardware/harness/README.md'), 'utf8');
    const rows = readme
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .slice(2)
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    expect(rows).toEqual(
      CHECKS.map(({ name, needs, messages, about }) => [
        name,
        needs.join(', '),
        messages > 0 ? String(messages) : '',
        about,
      ]),
    );
  });
});
