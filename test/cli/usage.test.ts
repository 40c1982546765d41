import type { Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program';
import { gsmFallback } from './program';

const pathsOf = (command: Command, path: string[] = []): string[][] => [
  path,
  ...command.commands.flatMap((each) => pathsOf(each, [...path, each.name()])),
];

/** The command line in this process, with what it prints and the exit code that it asks for. */
async function run(args: readonly string[]): Promise<{ stdout: string; stderr: string; exitCode?: number }> {
  const printed = { stdout: '', stderr: '' };
  const listen = (command: Command) => {
    command.configureOutput({
      writeOut: (text) => (printed.stdout += text),
      writeErr: (text) => (printed.stderr += text),
    });
    command.commands.forEach(listen);
  };
  const program = await createProgram(args[0]);
  listen(program);
  return program.parseAsync(args, { from: 'user' }).then(
    () => printed,
    ({ exitCode }: CommanderError) => ({ ...printed, exitCode }),
  );
}

describe('--help', async () => {
  it.each(pathsOf(await createProgram()).map((path) => [path.join(' ')]))(
    'of gsm-fallback %s',
    async (path) => {
      const { stdout, exitCode } = await run([...path.split(' ').filter(Boolean), '--help']);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`Usage: gsm-fallback ${path}`.trim());
      expect(stdout).toMatch(/\nExamples?:\n {2}\$ .*gsm-fallback /);
    },
  );

  it('exits with 0 and prints to stdout', async () => {
    const { code, stdout, stderr } = await gsmFallback(['queue', 'cancel', '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('$ gsm-fallback queue cancel 12');
  });
});

describe('wrong usage names what is wrong', () => {
  it.each([
    [['queue', 'sned'], "unknown command 'sned'"],
    [['config', 'chek'], "unknown command 'chek'"],
    [['serve', '--confg', 'x.yaml'], "unknown option '--confg'"],
    [['send', '--message', 'x'], "required option '--to <numbers>' not specified"],
    [['send', '--to', '1', '--message', 'x', '--class', '4'], "'--class <n>' argument '4' is invalid"],
    [
      ['send', '--to', '1', '--message', 'x', '--pid', '1', '--replace', '2'],
      "cannot be used with option '--pid",
    ],
    [['queue', 'show', 'first'], "'first' is invalid for argument 'id'"],
    [['virtual-modem'], '--link PATH or --tcp HOST:PORT expected'],
    [['virtual-modem', '--tcp', 'here'], "'--tcp <host:port>' argument 'here' is invalid"],
    [['demo', '--port', '70000'], "'--port <n>' argument '70000' is invalid"],
  ])('%j', async (args, words) => {
    const { stdout, stderr, exitCode } = await run(args);
    expect(stderr).toContain(words);
    expect(stdout).toBe('');
    expect(exitCode).toBeGreaterThan(0);
  });

  it.each([
    [[], 'Usage: gsm-fallback'],
    [['sned'], "unknown command 'sned'"],
    [['pdu', 'encode', '--to', '1'], '--to and --message are needed'],
  ])('and exits with 2: %j', async (args, words) => {
    const { code, stdout, stderr } = await gsmFallback(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
  });
});
