import type { AddressInfo } from 'node:net';
import { createModemDriver, type SerialBinding } from '../hardware/driver';
import { Alerts } from './alerts/alerts';
import { createAlertHook } from './alerts/hook';
import { systemClock } from './clock';
import type { Config } from './config/types';
import { Dispatcher } from './dispatch/dispatcher';
import { watchGateway } from './dispatch/gateway-alerts';
import { GatewayLane } from './dispatch/gateway-lane';
import { modemLimits } from './dispatch/modem-limits';
import { createModemLane } from './dispatch/modem-lane';
import { ModemPool } from './dispatch/modem-pool';
import { createQueueControl } from './dispatch/queue-control';
import { createEapiGateway } from './gateway/eapi-client';
import { createJsonGateway } from './gateway/json-client';
import { createCorrespondence } from './inbox/correspondence';
import {
  createAcceptedCounter,
  createPinMemory,
  createSubmittedCounter,
  createQueue,
  lockOutbox,
  openForWriting,
  Outbox,
  recoverInterrupted,
  Reports,
  Retention,
} from './outbox';
import type { Clock, Logger, Queue } from './ports';
import { createReportTaker } from './report/status-reports';
import { createServer } from './server/server';
import { createMetrics } from './server/status/metrics';
import type { Rest } from './submission/facts';
import { createIntake } from './submission/intake';

/** Pause between two looks whether the disk takes writes again, in milliseconds. */
const PROBE_PAUSE = 1_000;

export interface DaemonOptions {
  config: Config;
  logger: Logger;
  clock?: Clock;
  /** Stands in for the machine's serial ports, such as the virtual modem's. */
  binding?: SerialBinding;
  /** Tells of every message that came to rest. */
  onRest?: (messageId: number, rest: Rest) => void;
}

export interface Daemon {
  /** Where it listens, such as `http://127.0.0.1:5567`. */
  url: string;
  queue: Queue;
  /** Finishes the segment in flight, then closes everything. */
  stop(): Promise<void>;
}

/** Starts the daemon. @throws Error that names what stands in the way: the database, a profile, the address. */
export async function startDaemon({
  config,
  logger,
  clock = systemClock,
  binding,
  onRest,
}: DaemonOptions): Promise<Daemon> {
  const lock = lockOutbox(config.data);
  const closers: (() => unknown)[] = [() => lock.release()];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const database = openForWriting(config.data);
    closers.push(() => database.close());
    const doubts = recoverInterrupted(database, clock.now());
    if (doubts > 0)
      logger.warn({ doubts }, `${doubts} attempts were cut off when the last process ended: in doubt`);

    let probe: unknown;
    closers.push(() => clock.clearTimeout(probe));
    const outbox = new Outbox(database, clock, ({ message }) => {
      if (probe !== undefined) return;
      logger.error({ file: config.data, error: message }, `the outbox cannot be written: ${message}`);
      const look = () =>
        (probe = clock.setTimeout(() => void outbox.probe().then(recovered, look), PROBE_PAUSE));
      look();
    });
    const recovered = () => {
      probe = undefined;
      logger.info({ file: config.data }, 'the outbox can be written again');
    };
    closers.push(() => outbox.commits.close());
    const queue = createQueue(database);
    const alerts = new Alerts(clock, logger, createAlertHook(config.alerts, logger));
    const metrics = createMetrics(queue, () => alerts.current);
    outbox.onAttemptEnded = ({ via, name, kind }) => metrics.attempted(via, name, kind);
    const retention = new Retention(database, outbox.commits, clock, config.keep);
    closers.push(() => retention.stop());

    const correspondence = createCorrespondence({
      config,
      database,
      outbox,
      queue,
      clock,
      logger,
      onReported: () => dispatcher.pump(),
    });
    closers.push(() => correspondence.stop());
    const takeReport = createReportTaker(new Reports(database, outbox.commits, clock), logger, () =>
      dispatcher.pump(),
    );
    const lanes = config.modems.map((modem) =>
      createModemLane({
        config: modem,
        modem: createModemDriver({
          config: modem,
          clock,
          logger,
          pinMemory: createPinMemory(database, outbox.commits, modem.name),
          ...(binding ? { binding } : {}),
        }),
        clock,
        logger,
        events: {
          condition: (lane) => {
            modems.refresh();
            if (lane.ready) void dispatcher.pathReturned('modem');
          },
          statusReport: takeReport,
          deliver: correspondence.deliver,
        },
      }),
    );
    const submittedSince = createSubmittedCounter(database);
    const modems = new ModemPool(lanes, {
      limits: modemLimits(config, submittedSince, clock.now()),
      clock,
      onQuota: (lane, usedUp) => {
        const about = `modem ${lane.name}`;
        if (usedUp) alerts.raise(about, 'its quota of SMS an hour is used up; messages wait');
        else {
          alerts.clear(about);
          void dispatcher.pathReturned('modem');
        }
      },
    });
    closers.push(() => modems.stop());
    const gateways = config.gateways.map((gateway) => {
      const create = gateway.protocol === 'json' ? createJsonGateway : createEapiGateway;
      const port = create({ config: gateway, logger, clock });
      return new GatewayLane(
        gateway,
        port,
        clock,
        logger,
        ({ up }) => {
          if (up) void dispatcher.pathReturned('gateway');
        },
        watchGateway(alerts, gateway.name),
      );
    });
    closers.push(() => Promise.all(gateways.map((gateway) => gateway.close())));
    const dispatcher = new Dispatcher({
      outbox,
      gateways,
      modems,
      clock,
      logger,
      onRest: (id, rest) => {
        logger.info(
          { message: id, state: rest.state, via: rest.via },
          `message ${id}: ${rest.state}${rest.reason ? `, ${rest.reason}` : ''}`,
        );
        correspondence.rested();
        onRest?.(id, rest);
      },
    });

    const server = createServer({
      config,
      intake: createIntake({
        config,
        outbox,
        logger,
        acceptedSince: createAcceptedCounter(database),
        onAccepted: () => dispatcher.pump(),
        now: () => clock.now(),
      }),
      queue,
      inbox: correspondence.inbox,
      news: correspondence.news,
      control: createQueueControl(outbox, () => dispatcher.pump()),
      logger,
      clock,
      isWritable: () => outbox.commits.lastFailure === undefined,
      metrics,
      status: () => ({
        paths: [
          ...gateways.map(({ name, condition, healthy }) => ({
            name,
            kind: 'gateway' as const,
            condition,
            ready: healthy,
          })),
          ...lanes.map((lane) => ({
            name: lane.name,
            kind: 'modem' as const,
            condition: [lane.condition, modems.quotaCondition(lane)].filter(Boolean).join('; '),
            ready: lane.ready,
          })),
        ],
        alerts: alerts.current,
        counts: queue.counts(),
        latest: queue.list({ limit: 20 }),
      }),
    });
    await listen(server, config);
    closers.push(() => server.close());
    closers.push(async () => {
      dispatcher.halt();
      outbox.commits.end();
      await Promise.all([dispatcher.stop(), ...lanes.map((lane) => lane.stop())]);
    });

    for (const lane of lanes) lane.start();
    retention.start();
    await correspondence.start();
    // Not awaited: a long queue takes its time to wake.
    void dispatcher.pathReturned('gateway');
    const url = urlOf(server.server.address() as AddressInfo);
    logger.info({ url, data: config.data }, `gsm-fallback listens on ${url}`);
    return { url, queue, stop: close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listen(server: ReturnType<typeof createServer>, { listen: address }: Config): Promise<void> {
  try {
    await server.listen(address);
  } catch (error) {
    const reasons: Record<string, string> = {
      EADDRINUSE: 'another program listens there; is gsm-fallback running already?',
      EACCES: 'this user may not listen on a port below 1024',
      EADDRNOTAVAIL: 'this machine has no such address',
    };
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new Error(`listen ${address.host}:${address.port}: ${reasons[code] ?? message}`, { cause: error });
  }
}

const urlOf = ({ address, family, port }: AddressInfo): string =>
  `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
