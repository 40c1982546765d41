import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROFILE_NAMES } from '../../hardware/profiles';
import { PLACES } from '../../src/config/load';
import { temporaryFolder } from '../support/temporary-outbox';
import { configIn, failure, gsmFallback, inProcess } from './program';

const BAD = `listen: 127.0.0.1:99999
colour: red
accounts:
  - { username: panel, password: hunter2, polcy: alarm }
modems:
  - { name: stick, port: /dev/ttyUSB0, baudRate: fast, profile: nokia }
policies:
  default: { fallbackAfter: soon }
`;
const PROBLEMS = [
  '1: listen: expected HOST:PORT such as 127.0.0.1:5567, got "127.0.0.1:99999"',
  '2: colour: unknown key',
  '4: accounts.0.polcy: unknown key',
  '6: modems.0.baudRate: expected a baud rate from 300 to 4000000, got "fast"',
  `6: modems.0.profile: expected auto or one of ${PROFILE_NAMES.join(', ')}, got "nokia"`,
  '8: policies.default.fallbackAfter: expected a duration such as 20s, 5m or 1h up to 20d, got "soon"',
];
const HASH = `$scrypt$ln=14,r=8,p=5$${'A'.repeat(22)}$${'A'.repeat(43)}`;
const GOOD = `accounts: [{ username: panel, password: '${HASH}' }]
modems: [{ name: stick, port: /dev/ttyUSB0, profile: PROFILE }]
`;

describe('without a configuration', () => {
  it.skipIf(existsSync(PLACES[1]!)).each([[['serve']], [['config', 'check']]])(
    '%j says how to get one',
    async (args) => {
      const ended = await gsmFallback(args, { cwd: temporaryFolder() });
      const said = args[0] === 'config' ? ended.stderr.replace(/^/, 'gsm-fallback: ') : ended.stderr;
      expect({ ...ended, stderr: said }).toEqual(
        failure(`no configuration here nor at ${PLACES[1]}: write one`),
      );
      expect(said).toMatch(/--config FILE.*gsm-fallback demo/);
    },
  );
});

describe('a configuration with many problems', () => {
  it('is told of by config check with one line for each', async () => {
    const file = configIn(temporaryFolder(), BAD);
    expect(await gsmFallback(['config', 'check', file])).toEqual({
      code: 1,
      stdout: '',
      stderr: PROBLEMS.map((problem) => `${file}:${problem}\n`).join(''),
    });
  });

  it('is told of as JSON', async () => {
    const file = configIn(temporaryFolder(), BAD);
    const { code, stdout } = await inProcess(['config', 'check', '--json', file]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      problems: PROBLEMS.map((problem) => ({ file, line: Number(problem.split(':', 1)[0]) })),
    });
  });

  it('keeps serve from starting, with one line for each: in one line nobody found the third', async () => {
    const file = configIn(temporaryFolder(), BAD);
    const ended = await gsmFallback(['serve', '--config', file]);
    expect(ended).toEqual({
      code: 1,
      stdout: '',
      stderr: PROBLEMS.map((problem) => `gsm-fallback: ${file}:${problem}\n`).join(''),
    });
  });
});

describe('a configuration', () => {
  it('that is good is said to be good', async () => {
    const file = configIn(temporaryFolder(), GOOD.replace('PROFILE', 'simcom'));
    expect(await inProcess(['config', 'check', file])).toEqual({
      code: 0,
      stdout: `${file}: good\n`,
      stderr: '',
    });
  });

  it('with a modem profile that serve does not know is not said to be good', async () => {
    const file = configIn(temporaryFolder(), GOOD.replace('PROFILE', 'nokia'));
    const problem = `${file}:2: modems.0.profile: expected auto or one of `;
    const checked = await inProcess(['config', 'check', file]);
    expect(checked.code).toBe(1);
    expect(checked.stderr).toContain(problem);
    expect(await inProcess(['serve', '--config', file])).toEqual(failure(problem));
  });

  it('that cannot be read is named', async () => {
    const folder = temporaryFolder();
    const inItsPlace = join(folder, 'gsm-fallback.yaml');
    mkdirSync(inItsPlace);
    const missing = join(folder, 'none.yaml');
    expect(await inProcess(['serve', '--config', inItsPlace])).toEqual(
      failure(`${inItsPlace}: cannot be read: EISDIR`),
    );
    expect(await inProcess(['serve', '--config', missing])).toEqual(
      failure(`${missing}: cannot be read: ENOENT`),
    );
    expect((await inProcess(['serve', '--config', missing])).stderr.split('none.yaml')).toHaveLength(2);
  });
});
