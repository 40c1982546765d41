import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isPair, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';
import { ConfigError, type Problem } from './problem';
import { checkReferences, type Complaint } from './check';
import { fileSchema, type ConfigFile } from './schema';
import { readTls, TlsError } from './tls';
import type { Config, TlsConfig } from './types';

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
    source = readFileSync(file, 'utf8');
  } catch (error) {
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
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const problems: Problem[] = [];
  const report = (message: string, offset?: number) =>
    problems.push(
      offset === undefined ? { file, message } : { file, line: lines.linePos(offset).line, message },
    );
  const complain = ({ path, message }: Complaint) =>
    report(path.length > 0 ? `${path.join('.')}: ${message}` : message, offsetOf(document, path));

  for (const error of document.errors) {
    const message =
      error.code === 'MULTIPLE_DOCS'
        ? 'a second YAML document begins here (---), expected one in the file'
        : error.message.split('\n')[0]!.replace(/ at line \d+.*$/, '');
    report(message, error.pos[0]);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  substituteEnvironment(document, env, report);

  const parsed = fileSchema.safeParse(document.toJS());
  for (const issue of parsed.error?.issues ?? []) {
    if (issue.code !== 'unrecognized_keys') complain(issue);
    else for (const key of issue.keys) complain({ path: [...issue.path, key], message: 'unknown key' });
  }
  if (parsed.data) checkReferences(parsed.data, profiles).forEach(complain);
  const config = parsed.data && complete(parsed.data, dirname(resolve(file)), complain);
  if (problems.length > 0 || !config)
    throw new ConfigError(problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)));
  return config;
}

/** Replaces `${NAME}` in every text of the file by the environment variable. */
function substituteEnvironment(
  document: Document,
  env: NodeJS.ProcessEnv,
  report: (message: string, offset?: number) => void,
) {
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string') return;
      node.value = node.value.replace(/\$\{(\w+)\}/g, (whole, name: string) => {
        const value = env[name];
        if (value === undefined) report(`environment variable ${name} is not set`, node.range?.[0]);
        return value ?? whole;
      });
    },
  });
}

/** Makes paths absolute and reads password files. */
function complete(file: ConfigFile, base: string, complain: (complaint: Complaint) => void): Config {
  const password = (list: 'accounts' | 'gateways', i: number): string => {
    const entry = file[list][i]!;
    if (entry.password !== undefined || entry.passwordFile === undefined) return entry.password ?? '';
    const path = [list, i, 'passwordFile'];
    try {
      const read = readFileSync(resolve(base, entry.passwordFile), 'utf8').replace(/\r?\n$/, '');
      if (read === '') complain({ path, message: 'the file is empty, expected a password' });
      return read;
    } catch (error) {
      complain({ path, message: `cannot be read: ${(error as Error).message}` });
      return '';
    }
  };
  const tls = file.tls && tlsOf(file.tls, base, complain);
  return {
    listen: file.listen,
    ...(tls && { tls }),
    limits: file.limits,
    data: resolve(base, file.data),
    keep: file.keep,
    accounts: file.accounts.map(({ passwordFile: _, ...account }, i) => ({
      ...account,
      password: password('accounts', i),
    })),
    gateways: file.gateways.map(({ passwordFile: _, ...gateway }, i) => ({
      ...gateway,
      password: password('gateways', i),
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

function tlsOf(
  { certificate, key }: NonNullable<ConfigFile['tls']>,
  base: string,
  complain: (complaint: Complaint) => void,
): TlsConfig | undefined {
  try {
    return readTls({ certificate: resolve(base, certificate), key: resolve(base, key) });
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    complain({ path: ['tls', error.setting], message: error.message });
    return undefined;
  }
}

/** Place of the entry in the text, or of the nearest thing around it that is written there. */
function offsetOf(document: Document, path: PropertyKey[]): number | undefined {
  for (let depth = path.length; depth > 0; depth--) {
    const parent = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
    const key = path[depth - 1];
    if (parent && typeof parent === 'object' && 'items' in parent) {
      const items = parent.items as unknown[];
      const item = items.find(
        (pair) => isPair(pair) && isScalar(pair.key) && String(pair.key.value) === String(key),
      );
      const node: unknown = isPair(item) ? item.key : typeof key === 'number' ? items[key] : undefined;
      const range = (node as { range?: [number, number, number] } | undefined)?.range;
      if (range) return range[0];
    }
  }
  return undefined;
}
