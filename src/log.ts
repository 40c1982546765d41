import pino from 'pino';
import pretty from 'pino-pretty';
import type { Logger } from './ports';

/** One JSON object a line on stdout; on a terminal, lines for people. */
export function createLogger(level = process.env['LOG_LEVEL'] ?? 'info'): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  if (!process.stdout.isTTY) return pino(options);
  return pino(options, pretty({ sync: true, translateTime: 'SYS:HH:MM:ss.l', singleLine: true }));
}
