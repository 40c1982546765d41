import type { Clock } from '../../src/ports';
import { PortError, type Transport } from '../transport/transport';
import { CommandChannel } from './channel';
import { synchronise } from './synchronise';

const IMEI_LIMIT_MS = 5_000;

/**
 * Opens one port after the other until the modem with this IMEI answers, and hands over that port, still open. Rejects
 * with PortError that tells what was found at each.
 */
export async function findByImei(
  imei: string,
  ports: readonly string[],
  open: (port: string) => Promise<Transport>,
  clock: Clock,
): Promise<Transport> {
  const seen: string[] = [];
  for (const port of ports) {
    try {
      const transport = await open(port);
      const found = await askImei(transport, clock);
      if (found === imei) return transport;
      await transport.close();
      seen.push(`${port}: ${found === '' ? 'no answer' : `IMEI ${found}`}`);
    } catch (error) {
      seen.push((error as Error).message.replace(/^port /, ''));
    }
  }
  const where = seen.length === 0 ? 'no serial port is there' : seen.join('; ');
  throw new PortError(`modem with IMEI ${imei} not found (${where})`);
}

/** Empty where it is not told. The line is left as if nobody had listened. */
async function askImei(transport: Transport, clock: Clock): Promise<string> {
  const nothing = () => undefined;
  const events = { indication: nothing, outOfStep: nothing, lost: nothing };
  const channel = new CommandChannel(transport, clock, events, 0);
  try {
    await synchronise(channel, clock);
    const answers = await channel.run({ text: 'AT+CGSN', answer: '+CGSN', bare: true, limit: IMEI_LIMIT_MS });
    return /\d{15}/.exec(answers.map(({ values }) => values).join(' '))?.[0] ?? '';
  } catch {
    return '';
  } finally {
    channel.detach();
  }
}
