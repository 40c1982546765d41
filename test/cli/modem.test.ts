import { afterEach, describe, expect, it, vi } from 'vitest';
import { serveOnTcp, VirtualModem, VirtualNetwork, type ServedTcp } from '../../hardware/virtual-modem';
import { modemCommand } from '../../src/cli/modem';

let served: ServedTcp | undefined;
afterEach(async () => {
  vi.restoreAllMocks();
  await served?.close();
  served = undefined;
});

async function run(...argv: string[]): Promise<string> {
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  const command = modemCommand();
  for (const each of [command, ...command.commands])
    each.exitOverride().configureOutput({ writeErr: () => undefined });
  await command.parseAsync(argv, { from: 'user' });
  return printed;
}

async function serveModem(): Promise<{ port: string; imei: string }> {
  const ussd = (code: string) => (code === '*100#' ? 'Balance: 5.00' : undefined);
  const modem = new VirtualModem({ network: new VirtualNetwork({ ussd }) });
  served = await serveOnTcp(modem, { port: 0 });
  return { port: `tcp://127.0.0.1:${served.port}`, imei: modem.imei };
}

describe('modem probe', () => {
  it('prints what the modem is', async () => {
    const { port, imei } = await serveModem();
    const printed = await run('probe', '--port', port);
    expect(printed).toMatch(new RegExp(`^IMEI +${imei}$`, 'm'));
    expect(printed).toMatch(/^SIM +ready$/m);
    expect(printed).toMatch(/^registration +registered \(\+CREG 1\)$/m);
  });

  it('prints the same as JSON', async () => {
    const { port, imei } = await serveModem();
    expect(JSON.parse(await run('probe', '--port', port, '--json'))).toMatchObject({
      imei,
      sim: { state: 'ready' },
      registration: { state: 'registered' },
    });
  });

  it.each([
    [
      ['probe', '--port', '/dev/no-such-modem'],
      'port /dev/no-such-modem: no such device (is the modem plugged in?)',
    ],
    [['probe', '--port', 'x', '--profile', 'nokia'], 'profile "nokia": expected auto or one of'],
    [['probe', '--port', 'x', '--baud', 'fast'], 'expected a baud rate from 50 to 4000000'],
    [['probe'], "required option '--port <port>' not specified"],
  ])('%j fails with %s', async (argv, message) => {
    await expect(run(...argv)).rejects.toThrow(message);
  });
});

describe('modem ussd', () => {
  it('prints what the network answers', async () => {
    const { port } = await serveModem();
    expect(await run('ussd', '*100#', '--port', port)).toBe('Balance: 5.00\n');
  });

  it('prints it as JSON', async () => {
    const { port } = await serveModem();
    expect(JSON.parse(await run('ussd', '*100#', '--port', port, '--json'))).toEqual({
      text: 'Balance: 5.00',
      wantsMore: false,
    });
  });

  it('says what the network says no to', async () => {
    const { port } = await serveModem();
    await expect(run('ussd', '*1#', '--port', port)).rejects.toThrow('the network does not know this code');
  });

  it('takes no other codes', async () => {
    await expect(run('ussd', 'balance', '--port', 'x')).rejects.toThrow(
      'expected digits, * and #, such as *100#',
    );
  });
});
