import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { checkReferences, type Complaint } from './check';
import { ConfigDocument } from './document';
import { readFiles, type FileContents } from './files';
import { ConfigError, type Problem } from './problem';
import { readReferences } from './references';
import { fileSchema, type ConfigFile } from './schema';
import { EncodingError, readTextFile } from './text-file';
import type { Config } from './types';

/** Where `serve` looks when it is given no file. */
export const PLACES = ['gsm-fallback.yaml', '/etc/gsm-fallback/gsm-fallback.yaml'];

/** The file named, or the first of PLACES that exists. @throws ConfigError where there is none. */
export function findConfig(given?: string): string {
  const found = given ?? PLACES.find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw new ConfigError([
    {
      file: PLACES[0]!,
      message: `no configuration here nor at ${PLACES[1]}: write one (see README.md, Configuration), or name it with --config FILE, or try \`gsm-fallback demo\``,
    },
  ]);
}

/**
 * Reads and checks the configuration.
 * @param profiles names that `profile:` of a modem takes besides `auto`; without them any is taken
 * @throws ConfigError with every problem at once.
 */
export function loadConfig(
  file: string,
  env: NodeJS.ProcessEnv = process.env,
  profiles?: readonly string[],
): Config {
  let source: string;
  try {
    source = readTextFile(file);
  } catch (error) {
    if (error instanceof EncodingError)
      throw new ConfigError([{ file, line: error.line, message: error.message }]);
    // The name is there already.
    const reason = (error as Error).message.replace(/, \w+( '.*')?$/, '');
    throw new ConfigError([{ file, message: `cannot be read: ${reason}` }]);
  }
  return parseConfig(source, file, env, profiles);
}

/** As loadConfig, of a text; `file` names it and is the base of relative paths. */
export function parseConfig(
  source: string,
  file: string,
  env: NodeJS.ProcessEnv = process.env,
  profiles?: readonly string[],
): Config {
  const document = new ConfigDocument(source);
  const problems: Problem[] = [];
  const report = (message: string, offset?: number) =>
    problems.push(
      offset === undefined ? { file, message } : { file, line: document.lineAt(offset), message },
    );
  const complain = ({ path, message }: Complaint) =>
    report(path.length > 0 ? `${path.join('.')}: ${message}` : message, document.offsetOf(path));

  document.reportFaults(report);
  if (problems.length > 0) throw new ConfigError(problems);
  document.reportDuplicates(report);
  document.substituteEnvironment(env, report);
  const value = document.value(report);
  if (value === undefined) throw new ConfigError(problems);

  const parsed = fileSchema.safeParse(value);
  for (const issue of parsed.error?.issues ?? []) {
    if (issue.code !== 'unrecognized_keys') complain(issue);
    else for (const key of issue.keys) complain({ path: [...issue.path, key], message: 'unknown key' });
  }
  // What is wrong in one place keeps nothing else from being looked at.
  const references = readReferences(value);
  checkReferences(references, profiles).forEach(complain);
  const base = dirname(resolve(file));
  const contents = readFiles(references, base, complain);
  if (problems.length > 0 || !parsed.data)
    throw new ConfigError(problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)));
  return complete(parsed.data, base, contents);
}

/** Makes paths absolute and puts in what was read from other files. */
function complete(file: ConfigFile, base: string, { passwords, tls }: FileContents): Config {
  return {
    listen: file.listen,
    ...(tls && { tls }),
    limits: file.limits,
    data: resolve(base, file.data),
    keep: file.keep,
    accounts: file.accounts.map(({ passwordFile: _, ...account }, i) => ({
      ...account,
      password: account.password ?? passwords.accounts[i] ?? '',
    })),
    gateways: file.gateways.map(({ passwordFile: _, ...gateway }, i) => ({
      ...gateway,
      password: gateway.password ?? passwords.gateways[i] ?? '',
    })),
    modems: file.modems.map(({ pin, port, ...modem }) => ({
      ...modem,
      port: port.startsWith('.') ? resolve(base, port) : port,
      ...(pin !== undefined && { pin }),
    })),
    policies: file.policies,
    groups: file.groups,
    alerts: file.alerts,
  };
}
