import { createModemDriver } from '../../hardware/driver';
import {
  createVirtualBinding,
  VirtualModem,
  VirtualNetwork,
  type VirtualModemOptions,
  type VirtualNetworkOptions,
} from '../../hardware/virtual-modem';
import { createModemLane } from '../../src/dispatch/modem-lane';
import type { ModemJob, ModemLaneEvents, SegmentResult } from '../../src/ports';
import { encodeSubmit } from '../../src/sms';
import type { Outcome } from '../../src/submission/outcome';
import { silentLogger } from '../hardware/silent-logger';
import { SimulatedClock } from '../support/simulated-clock';

export const PATH = '/dev/virtual';
/** Of the simulated clock, in milliseconds. */
const STEP = 500;
export const ANSWER_TIMEOUT = 20_000;

export interface Setting {
  modem?: Partial<VirtualModemOptions>;
  network?: VirtualNetworkOptions;
  pin?: string;
  prepare?: (modem: VirtualModem, network: VirtualNetwork) => void;
}

/** The driver and the lane of one process on the modem of `binding`; started. */
export function startLane(
  clock: SimulatedClock,
  binding: ReturnType<typeof createVirtualBinding>,
  events: ModemLaneEvents,
  pin?: string,
) {
  const config = {
    name: 'stick',
    port: PATH,
    baudRate: 115_200,
    profile: 'auto',
    answerTimeout: ANSWER_TIMEOUT,
    ...(pin !== undefined && { pin }),
  };
  const driver = createModemDriver({ config, binding, clock, logger: silentLogger });
  const lane = createModemLane({ config, modem: driver, clock, logger: silentLogger, events });
  lane.start();
  const until = async (done: () => boolean, limit = 600_000): Promise<void> => {
    for (let passed = 0; !done(); passed += STEP) {
      if (passed > limit) throw new Error(`not within ${limit} ms; the lane says: ${lane.condition}`);
      await clock.advance(STEP);
    }
  };
  return { driver, lane, until };
}

/** A lane, its driver and a virtual modem on one simulated clock; started. */
export async function setUp({
  modem: options = {},
  network: networkOptions = {},
  pin,
  prepare,
}: Setting = {}) {
  const clock = new SimulatedClock();
  const network = new VirtualNetwork({ clock, ...networkOptions });
  const modem = new VirtualModem({ network, ...options });
  const binding = createVirtualBinding({ [PATH]: modem });
  prepare?.(modem, network);
  const reports: string[] = [];
  const messages: string[] = [];
  const conditions: string[] = [];
  const settled: number[] = [];
  const { lane, until } = startLane(
    clock,
    binding,
    {
      condition: ({ condition }) => void conditions.push(condition),
      settled: (id) => void settled.push(id),
      statusReport: async (pdu) => void reports.push(pdu),
      deliver: async (pdu) => void messages.push(pdu),
    },
    pin,
  );
  const outcome = async (promise: Promise<Outcome>): Promise<Outcome> => {
    let settled: Outcome | undefined;
    void promise.then((result) => (settled = result));
    await until(() => settled !== undefined);
    return settled!;
  };
  const ready = () => until(() => lane.ready);
  const stop = async (): Promise<void> => {
    const stopped = lane.stop();
    await clock.advance(ANSWER_TIMEOUT);
    await stopped;
    network.close();
  };
  return { clock, network, modem, lane, reports, messages, conditions, settled, ready, outcome, until, stop };
}

export function numberOf(id: number): string {
  return `+44770091${String(id).padStart(4, '0')}`;
}

/** A message with its number as its text, and what became of its segments. */
export function job(
  id: number,
  text = `message ${id}`,
  statusReport = false,
): ModemJob & { results: SegmentResult[] } {
  const results: SegmentResult[] = [];
  return {
    messageId: id,
    segments: () =>
      encodeSubmit({ to: numberOf(id), text, statusReport, reference: id % 256 }).map(
        ({ length, pdu }, i, all) => ({
          sequence: i + 1,
          total: all.length,
          length,
          pdu,
        }),
      ),
    journal: { intent: async () => undefined, result: async (_, result) => void results.push(result) },
    signal: new AbortController().signal,
    results,
  };
}
