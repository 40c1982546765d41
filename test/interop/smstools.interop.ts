import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { start } from './support/process';
import { describeProgram, LONG, RECIPIENT, SENDER, SHORT, textOf } from './support/workplace';

const FOLDERS = ['outgoing', 'checked', 'incoming', 'report', 'sent', 'failed'];

describeProgram('smstools', { programs: ['smsd'], packages: 'smstools' }, (place) => {
  const folder = (name: string): string => join(place().folder, name);
  const filed = (name: string): string[] =>
    readdirSync(folder(name)).map((file) => readFileSync(join(folder(name), file), 'latin1'));

  beforeAll(() => {
    FOLDERS.forEach((name) => mkdirSync(folder(name)));
    const config = place().file(
      'smsd.conf',
      [
        ...['devices = GSM1', 'delaytime = 1', 'errorsleeptime = 1', 'blocktime = 1', 'loglevel = 7'],
        ...['autosplit = 3', 'use_linux_ps_trick = no', 'stats_interval = 0'],
        ...FOLDERS.map((name) => `${name} = ${folder(name)}`),
        ...[`logfile = ${folder('log')}`, `infofile = ${folder('info')}`, `pidfile = ${folder('pid')}`],
        ...['[GSM1]', `device = ${place().link}`, 'baudrate = 115200', 'incoming = yes', 'report = yes'],
        // Reports are stored where smstools reads.
        ...['init = AT+CNMI=2,1,0,2,0', 'check_network = 1', ''],
      ].join('\n'),
    );
    place().keep(start('smsd', ['-c', config, '-t']));
  });

  const spool = (name: string, text: string): void => {
    const draft = place().file(name, `To: ${RECIPIENT.slice(1)}\nReport: yes\n\n${text}`);
    renameSync(draft, join(folder('outgoing'), name));
  };

  it('sends a message, and matches its report', async () => {
    spool('short', SHORT);
    expect(await place().taken()).toMatchObject([{ to: RECIPIENT, text: SHORT, srr: true }]);
    const report = await place().until('the report', () => filed('report')[0]);
    expect(report).toContain(RECIPIENT.slice(1));
    expect(report).toMatch(/Message_id: 0\b/);
    expect(report).toMatch(/Status: 0,Ok/);
  });

  it('sends a long message', async () => {
    spool('long', LONG);
    expect(textOf(await place().taken())).toBe(LONG);
  });

  it('files what came', async () => {
    place().network.deliver(place().modem.number, { from: SENDER, text: 'Arm it' });
    const message = await place().until('the message', () => filed('incoming')[0]);
    expect(message).toContain('Arm it');
    expect(message).toContain(`From: ${SENDER.slice(1)}`);
  });
});
