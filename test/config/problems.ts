import { parseConfig } from '../../src/config/load';
import { ConfigError } from '../../src/config/problem';

/** What is wrong with the text of a configuration, a line each; none where it is taken. */
export function problemsOf(
  yaml: string,
  env: NodeJS.ProcessEnv = {},
  profiles?: readonly string[],
): string[] {
  return problemsIn(() => parseConfig(yaml, 'c.yaml', env, profiles));
}

export function problemsIn(read: () => unknown): string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n');
  }
}
