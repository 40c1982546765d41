import { chmodSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { run, start } from './support/process';
import { describeProgram, LONG, RECIPIENT, SENDER, SHORT, textOf } from './support/workplace';

const needs = {
  programs: ['ModemManager', 'mmcli', 'dbus-daemon', 'dbus-send', 'polkitd'],
  packages: 'modemmanager dbus',
};

describeProgram('ModemManager', needs, (place) => {
  let env: Record<string, string>;
  const mmcli = (...args: string[]): Promise<string> => run('mmcli', args, { env });

  beforeAll(async () => {
    // A bus of its own, which mmcli and ModemManager take for that of the system.
    const address = `unix:path=${place().folder}/bus`;
    env = { DBUS_SYSTEM_BUS_ADDRESS: address };
    const config = place().file(
      'bus.conf',
      `<busconfig><type>session</type><listen>${address}</listen>
      <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/><allow user="*"/></policy>
      </busconfig>`,
    );
    const bus = place().keep(
      start('dbus-daemon', [`--config-file=${config}`, '--nofork', '--print-address']),
    );
    await place().until('the bus', () => bus.said().includes('unix:') || undefined);
    // It decides who may use a modem, under a user of its own that must reach the bus.
    chmodSync(place().folder, 0o755);
    place().keep(start('polkitd', ['--no-debug'], env));
    // ModemManager asks it when it starts, and asks nobody ever after where it is not there yet.
    const polkitIsThere = [
      ...['--system', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus'],
      ...['org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.PolicyKit1'],
    ];
    await place().until(
      'polkitd',
      async () => (await run('dbus-send', polkitIsThere, { env })).includes('true') || undefined,
    );
    // Beside devices that udev names, ModemManager's tests let it use a socket.
    const socket = `${place().folder}/socket`;
    await place().listen(socket);
    place().keep(start('ModemManager', ['--test-enable', '--no-auto-scan', '--debug'], env));
    await place().until('ModemManager', () =>
      mmcli('--version')
        .then(() => mmcli('-L'))
        .then(
          () => true,
          () => undefined,
        ),
    );
    await run(
      'dbus-send',
      [
        ...[
          '--system',
          '--print-reply',
          '--dest=org.freedesktop.ModemManager1',
          '/org/freedesktop/ModemManager1',
        ],
        ...[
          'org.freedesktop.ModemManager1.Test.SetProfile',
          'string:virtual',
          'string:generic',
          `array:string:${socket}`,
        ],
      ],
      { env },
    );
    await place().until(
      'the modem to be found',
      async () => (await mmcli('-L')).includes('/Modem/0') || undefined,
    );
    await mmcli('-m', '0', '-e');
  });

  it('says who the modem is', async () => {
    expect(await mmcli('-m', '0')).toContain(place().modem.imei);
  });

  const send = async (properties: string): Promise<void> => {
    const created = await mmcli('-m', '0', `--messaging-create-sms=number='${RECIPIENT}',${properties}`);
    await mmcli('-s', /\S+\/SMS\/\d+/.exec(created)![0], '--send');
  };

  /** A message other than those that were created here. */
  const received = (what: string): Promise<string> =>
    place().until(what, async () => {
      const path = /(\S+) \(received\)/.exec(await mmcli('-m', '0', '--messaging-list-sms'))?.[1];
      if (path === undefined) return undefined;
      const message = await mmcli('-s', path);
      await mmcli('-m', '0', `--messaging-delete-sms=${path}`);
      return message;
    });

  it('sends a message, and has its report', async () => {
    await send(`text='${SHORT}',delivery-report-request=yes`);
    expect(await place().taken()).toMatchObject([{ to: RECIPIENT, text: SHORT, mr: 0, srr: true }]);
    const report = await received('the report');
    expect(report).toMatch(/pdu type: status-report/);
    expect(report).toContain(RECIPIENT);
    expect(report).toMatch(/delivery state: completed-received/);
  });

  it('sends a long message', async () => {
    await send(`text='${LONG}'`);
    expect(textOf(await place().taken())).toBe(LONG);
  });

  it('reads what came', async () => {
    place().network.deliver(place().modem.number, { from: SENDER, text: 'Arm it' });
    const message = await received('the message');
    expect(message).toContain('Arm it');
    expect(message).toContain(SENDER);
  });

  it('asks for the balance', async () => {
    expect(await mmcli('-m', '0', '--3gpp-ussd-initiate=*100#')).toContain('Balance 5.00');
  });
});
