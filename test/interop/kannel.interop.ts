import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../support/daemon-process';
import { start } from './support/process';
import { describeProgram, LONG, RECIPIENT, SENDER, SHORT, textOf } from './support/workplace';

/** What kannel says of a delivery report: `%d` 1, delivered to the phone; 8, accepted by the network. */
const DELIVERED = '1';

describeProgram('kannel', { programs: ['bearerbox', 'smsbox'], packages: 'kannel' }, (place) => {
  /** What kannel tells of messages and reports that came. */
  const told: URL[] = [];
  const listener = createServer((request, response) => {
    told.push(new URL(request.url!, 'http://localhost'));
    response.end();
  });
  let callback: string;
  let sendsms: string;

  beforeAll(async () => {
    await once(listener.listen(0, '127.0.0.1'), 'listening');
    callback = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
    const [admin, boxes, port] = [await freePort(), await freePort(), await freePort()];
    sendsms = `http://127.0.0.1:${port}/cgi-bin/sendsms`;
    const config = place().file(
      'kannel.conf',
      [
        ['group = core', `admin-port = ${admin}`, 'admin-password = secret', `smsbox-port = ${boxes}`],
        ['admin-interface = 127.0.0.1', 'box-allow-ip = 127.0.0.1', 'box-deny-ip = "*.*.*.*"'],
        ['sms-resend-freq = 1', 'dlr-storage = internal', ''],
        [
          'group = smsc',
          'smsc = at',
          'smsc-id = stick',
          'modemtype = generic',
          `device = ${place().link}`,
          'speed = 115200',
        ],
        ['validityperiod = 167', `my-number = ${place().modem.number}`, ''],
        // With reports as +CDS: kannel matches no others.
        ['group = modems', 'id = generic', 'name = "Generic"', 'init-string = "AT+CNMI=1,2,0,1,0"', ''],
        ['group = smsbox', 'bearerbox-host = 127.0.0.1', `sendsms-port = ${port}`, 'global-sender = kannel'],
        ['sendsms-interface = 127.0.0.1', ''],
        ['group = sendsms-user', 'username = panel', 'password = secret', 'concatenation = true'],
        ['max-messages = 10', ''],
        ['group = sms-service', 'keyword = default', 'catch-all = true', 'max-messages = 0'],
        [`get-url = "${callback}/message?from=%p&text=%a"`, ''],
      ]
        .flat()
        .join('\n'),
    );
    const bearerbox = place().keep(start('bearerbox', [config]));
    await place().until(
      'the bearerbox to listen',
      () => bearerbox.said().includes('MAIN: Start-up done') || undefined,
    );
    const smsbox = place().keep(start('smsbox', [config]));
    await place().until('the smsbox', () => smsbox.said().includes('Connected to bearerbox') || undefined);
  });

  afterAll(() => void listener.close());

  const send = async (parameters: Record<string, string>): Promise<void> => {
    const query = new URLSearchParams({
      username: 'panel',
      password: 'secret',
      to: RECIPIENT,
      ...parameters,
    });
    const response = await fetch(`${sendsms}?${query.toString()}`);
    if (!response.ok) throw new Error(`smsbox: ${response.status} ${await response.text()}`);
  };

  it('sends a message, and matches its report', async () => {
    await send({ text: SHORT, 'dlr-mask': '31', 'dlr-url': `${callback}/report?type=%d` });
    expect(await place().taken()).toMatchObject([{ to: RECIPIENT, text: SHORT, srr: true }]);
    await place().until('the report', () =>
      told.find(
        ({ pathname, searchParams }) => pathname === '/report' && searchParams.get('type') === DELIVERED,
      ),
    );
  });

  it('sends a long message', async () => {
    await send({ text: LONG });
    expect(textOf(await place().taken())).toBe(LONG);
  });

  it('hands on what came', async () => {
    place().network.deliver(place().modem.number, { from: SENDER, text: 'Arm it' });
    const message = await place().until('the message', () =>
      told.find(({ pathname }) => pathname === '/message'),
    );
    expect(Object.fromEntries(message.searchParams)).toEqual({ from: SENDER, text: 'Arm it' });
  });
});
