import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { run, start, type Running } from './support/process';
import { describeProgram, LONG, RECIPIENT, SENDER, SHORT, textOf } from './support/workplace';

const needs = { programs: ['gammu-smsd', 'gammu-smsd-inject'], packages: 'gammu-smsd' };

describeProgram('gammu-smsd', needs, (place) => {
  const folder = (name: string): string => join(place().folder, name);
  let config: string;
  let daemon: Running;

  beforeAll(() => {
    const folders = ['inbox', 'outbox', 'sent', 'error'];
    folders.forEach((name) => mkdirSync(folder(name)));
    config = place().file(
      'smsdrc',
      [
        ...['[gammu]', `device = ${place().link}`, 'connection = at115200'],
        ...['[smsd]', 'service = files', 'logfile = stdout', 'debuglevel = 1', 'deliveryreport = log'],
        ...[
          'receivefrequency = 2',
          'commtimeout = 1',
          'loopsleep = 1',
          'checksecurity = 0',
          'checkbattery = 0',
        ],
        ...['inboxformat = detail', 'transmitformat = 7bit', 'outboxformat = detail'],
        `pidfile = ${folder('pid')}`,
        ...folders.map(
          (name) =>
            `${name === 'error' ? 'errorsms' : name === 'sent' ? 'sentsms' : name}path = ${folder(name)}/`,
        ),
        '',
      ].join('\n'),
    );
    daemon = place().keep(start('gammu-smsd', ['-c', config]));
  });

  const inject = (...args: string[]): Promise<string> =>
    run('gammu-smsd-inject', ['-c', config, 'TEXT', RECIPIENT, ...args]);

  it('sends a message, and matches its report', async () => {
    await inject('-report', '-text', SHORT);
    expect(await place().taken()).toMatchObject([{ to: RECIPIENT, text: SHORT, srr: true }]);
    await place().until('the report', () =>
      daemon.said().includes(`Delivered to ${RECIPIENT}, message reference 0x00`) ? true : undefined,
    );
  });

  it('sends a long message', async () => {
    await inject('-len', '500', '-text', LONG);
    expect(textOf(await place().taken())).toBe(LONG);
  });

  it('files what came', async () => {
    place().network.deliver(place().modem.number, { from: SENDER, text: 'Arm it' });
    const files = (): string[] =>
      readdirSync(folder('inbox')).map((name) => readFileSync(join(folder('inbox'), name), 'utf8'));
    await place().until('the message', () => files().some((text) => text.includes('Arm it')) || undefined);
  });
});
