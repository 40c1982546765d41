import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CLI } from '../support/daemon-process';
import { temporaryFolder } from '../support/temporary-outbox';
import { failure, inProcess, runningDaemon } from './program';

describe('virtual-modem', () => {
  it('serves a daemon on its PTY, logs what its network took, and leaves nothing behind on SIGTERM', async () => {
    const folder = temporaryFolder();
    const link = join(folder, 'modem');
    const log = join(folder, 'accepted.jsonl');
    const modem = spawn(process.execPath, [CLI, 'virtual-modem', '--link', link, '--log', log], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void modem.kill('SIGKILL'));
    const [said] = (await once(modem.stdout, 'data')) as [Buffer];
    expect(said.toString()).toBe(`virtual modem at ${link}\n`);

    const daemon = await runningDaemon(
      folder,
      `modems: [{ name: stick, port: ${link} }]\npolicies: { default: { fallbackAfter: 0s } }`,
    );
    await daemon.post({ msisdn: '447700900001', message: 'Zone 3' });
    await daemon.submitted(1);
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      {
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
        mr: 0,
        to: '+447700900001',
        pdu: expect.stringMatching(/^0031000C914477000900100/) as string,
      },
    ]);

    const ended = once(modem, 'exit');
    modem.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(existsSync(link)).toBe(false);
    await daemon.says(`port ${link}: no such device`);
  });

  it('names a scenario that it cannot use, and a link that it cannot make', async () => {
    const folder = temporaryFolder();
    const link = join(folder, 'modem');
    const scenario = join(folder, 'scenario.yaml');
    writeFileSync(scenario, 'faults: [{ do: explode }]');
    expect(await inProcess(['virtual-modem', '--link', link, '--scenario', scenario])).toEqual(
      failure(`--scenario ${scenario}: `),
    );
    const nowhere = join(folder, 'no', 'such', 'modem');
    expect(await inProcess(['virtual-modem', '--link', nowhere])).toEqual(failure(nowhere));
  });
});
