import pino from 'pino';
import { logDestination } from './log-destination';
import type { Logger } from './ports';

/** One JSON object a line on stdout; on a terminal, lines for people. */
export async function createLogger(level = process.env['LOG_LEVEL'] ?? 'info'): Promise<Logger> {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  // Typed here: an async function may not return pino's own type, which has a member for every word.
  let logger: Logger;
  if (process.stdout.isTTY) {
    const { default: pretty } = await import('pino-pretty');
    logger = pino(options, pretty({ sync: true, translateTime: 'SYS:HH:MM:ss.l', singleLine: true }));
  } else logger = pino(options, logDestination());
  return logger;
}
