import { processorTime } from './process-facts';
import { measureBare } from './bare-driver';
import type { Taken } from './modem-process';
import { withRig } from './rig';

const TEXT = 'x'.repeat(39);
const BITS_PER_OCTET = 10;

export interface Throughput {
  messages: number;
  /** Messages a second, from the first that the network took to the last. */
  rate: number;
  /** Messages a second that the line or the network allows. */
  limit: number;
  /** Messages a second that a driver reaches which does nothing but the dialogue, on the same line. */
  bare: number;
  /** Milliseconds of processor time that one message takes of the daemon, writing to the disk included, and of the virtual modem. */
  processor: { daemon: number; modem: number };
}

/** Works off a queue of single-segment messages on a line of this rate, or with this network time and no line to speak of. */
export async function measureThroughput(
  messages: number,
  pace: { baud: number } | { networkMs: number },
): Promise<Throughput> {
  const to = Array.from({ length: messages }, (_, i) => `4477009${String(i).padStart(5, '0')}`);
  const modem = 'baud' in pace ? ['--baud', String(pace.baud)] : ['--network-ms', String(pace.networkMs)];
  const bare = await measureBare(to, TEXT, modem);
  return withRig({ modem }, async (rig) => {
    const answer = await rig.daemon.post({ msisdn: to.join(','), message: TEXT, want_report: '0' });
    if (!answer.startsWith('0|')) throw new Error(`not accepted: ${answer}`);
    await rig.plugIn();
    const work = () => ({
      count: rig.taken().length,
      daemon: processorTime(rig.daemon.pid()),
      modem: processorTime(rig.modemPid()),
    });
    await rig.untilTaken(1, 60_000);
    const before = work();
    const taken = await rig.untilTaken(messages, 200_000);
    const after = work();
    const perMessage = (what: 'daemon' | 'modem') =>
      (after[what] - before[what]) / (after.count - before.count);
    const seconds = (Date.parse(taken.at(-1)!.at) - Date.parse(taken[0]!.at)) / 1_000;
    const limit = 'baud' in pace ? lineLimit(taken.slice(1), pace.baud) : 1_000 / pace.networkMs;
    const processor = { daemon: perMessage('daemon'), modem: perMessage('modem') };
    return { messages, rate: (taken.length - 1) / seconds, limit, bare, processor };
  });
}

/** Messages a second when the line never rests: the octets of the minimal dialogue both ways, 27.005 3.5.1, echo off. */
function lineLimit(taken: readonly Taken[], baud: number): number {
  const octets = taken.map(({ pdu }, i) => {
    const length = pdu.length / 2 - 1 - Number.parseInt(pdu.slice(0, 2), 16);
    const toModem = `AT+CMGS=${length}\r${pdu}\x1a`;
    const toHost = `\r\n> \r\n+CMGS: ${(i + 1) % 256}\r\n\r\nOK\r\n`;
    return toModem.length + toHost.length;
  });
  const average = octets.reduce((sum, each) => sum + each, 0) / octets.length;
  return baud / (BITS_PER_OCTET * average);
}
