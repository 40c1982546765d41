import { PROFILE_NAMES } from '../../hardware/profiles';
import { findConfig, loadConfig } from '../config/load';
import type { Config } from '../config/types';

/** What a command works by: the file it was given, or the one that `serve` would take. @throws ConfigError */
export const readConfig = (given?: string): Config =>
  loadConfig(findConfig(given), process.env, PROFILE_NAMES);
