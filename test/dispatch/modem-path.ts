import { createModemDriver } from '../../hardware/driver';
import {
  createVirtualBinding,
  VirtualModem,
  VirtualNetwork,
  type FaultRule,
} from '../../hardware/virtual-modem';
import type { Policy } from '../../src/config/types';
import { Dispatcher } from '../../src/dispatch/dispatcher';
import { createModemLane } from '../../src/dispatch/modem-lane';
import { ModemPool } from '../../src/dispatch/modem-pool';
import { createQueue, Reports } from '../../src/outbox';
import { createReportTaker } from '../../src/report/status-reports';
import { silentLogger } from '../hardware/silent-logger';
import { SimulatedClock } from '../support/simulated-clock';
import { aBatch } from '../support/submissions';
import { temporaryOutbox } from '../support/temporary-outbox';

export const ANSWER_TIMEOUT = 10_000;

interface Modem {
  name: string;
  faults?: FaultRule[];
}

/** From the outbox on disk to the network, by these modems alone, on a simulated clock. */
export async function startModemPath(modems: Modem[], reportStatus?: number) {
  const clock = new SimulatedClock();
  const { outbox, database } = temporaryOutbox(clock);
  const network = new VirtualNetwork({ clock, networkDelay: 50, reportStatus: () => reportStatus });
  const virtual = modems.map(
    ({ faults = [] }, i) => new VirtualModem({ network, faults, number: `+44770090099${i}` }),
  );
  const pathOf = (name: string) => `/dev/${name}`;
  const binding = createVirtualBinding(
    Object.fromEntries(modems.map(({ name }, i) => [pathOf(name), virtual[i]!])),
  );
  const reports = createReportTaker(new Reports(database, outbox.commits, clock), silentLogger, () =>
    dispatcher.pump(),
  );
  const lanes = modems.map(({ name }) => {
    const config = {
      name,
      port: pathOf(name),
      baudRate: 115_200,
      profile: 'auto',
      answerTimeout: ANSWER_TIMEOUT,
    };
    return createModemLane({
      config,
      modem: createModemDriver({ config, binding, clock, logger: silentLogger }),
      clock,
      logger: silentLogger,
      events: {
        condition: (lane) => {
          pool.refresh();
          if (lane.ready) void dispatcher.pathReturned('modem');
        },
        settled: () => dispatcher.pump(),
        statusReport: reports,
        deliver: async () => undefined,
      },
    });
  });
  const pool = new ModemPool(lanes);
  const dispatcher = new Dispatcher({ outbox, gateways: [], modems: pool, clock, logger: silentLogger });
  const queue = createQueue(database);
  const until = async (done: () => boolean, limit = 600_000) => {
    for (let passed = 0; !done(); passed += 500) {
      if (passed > limit)
        throw new Error(`not within ${limit} ms: ${lanes.map((lane) => lane.condition).join('; ')}`);
      await clock.advance(500);
    }
  };
  for (const lane of lanes) lane.start();
  await until(() => lanes.every(({ ready }) => ready));
  return {
    clock,
    network,
    virtual,
    lanes,
    queue,
    until,
    accept: async (recipient: string, text: string, policy: Partial<Policy> = {}) => {
      const submission = { recipients: [recipient], content: { alphabet: '7bit' as const, text } };
      const batch = aBatch(submission, { routes: ['modem'], ...policy });
      const parts = Math.ceil(text.length / 153);
      const { id } = await outbox.accept({
        ...batch,
        submissions: batch.submissions.map((each) => ({ ...each, parts })),
      });
      dispatcher.pump();
      return id;
    },
    stop: async () => {
      dispatcher.halt();
      const stopped = Promise.all([dispatcher.stop(), ...lanes.map((lane) => lane.stop())]);
      await clock.advance(ANSWER_TIMEOUT + 1_000);
      await stopped;
      network.close();
    },
  };
}
