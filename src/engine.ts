import { createModemDriver, type SerialBinding } from '../hardware/driver';
import { Alerts } from './alerts/alerts';
import { createAlertHook } from './alerts/hook';
import { Watch } from './alerts/watch';
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
import type { InboxMessage } from './inbox/message';
import {
  createAcceptedCounter,
  createClockShift,
  createPinMemory,
  createSubmittedCounter,
  createQueue,
  lockOutbox,
  newestSubmission,
  openForWriting,
  watchFiles,
  Outbox,
  recoverInterrupted,
  Reports,
  Retention,
} from './outbox';
import { createNetworkClock } from './network-clock';
import type { Clock, Logger, ModemLane } from './ports';
import { createReportTaker } from './report/status-reports';
import type { ServerParts } from './server/parts';
import { createMetrics } from './server/status/metrics';
import type { PathStatus } from './server/status/snapshot';
import type { Rest } from './submission/facts';
import { createIntake } from './submission/intake';
import type { MessageState } from './submission/view';

/** Pause between two looks whether the disk takes writes again, in milliseconds. */
const PROBE_PAUSE = 1_000;

export interface EngineOptions {
  config: Config;
  logger: Logger;
  clock?: Clock;
  /** Stands in for the machine's serial ports, such as the virtual modem's. */
  binding?: SerialBinding;
  /** Tells of every message that came to rest, and of its state when it was taken up. */
  onRest?: (messageId: number, rest: Rest, before?: MessageState) => void;
  /** Tells of every message that came in, inside the commit that keeps it. */
  onReceived?: (message: InboxMessage) => void;
  /** Tells of every path that has become ready, or no longer is. */
  onPath?: (path: PathStatus) => void;
}

/** Outbox, paths and what runs between them: all of the daemon but its HTTP side, and what that side is made of. */
export interface Engine extends ServerParts {
  alerts: Alerts;
  /** Begins to open modems and to work off what waits on disk. */
  start(): Promise<void>;
  /** Finishes the segment in flight and takes up nothing more; what is submitted from now on waits on disk. */
  halt(): Promise<void>;
  /** After `halt`: closes everything. */
  close(): Promise<void>;
}

/** Opens the outbox and makes the paths. @throws Error that names what stands in the way: the database, a profile. */
export async function createEngine({
  config,
  logger,
  clock: machineClock = systemClock,
  binding,
  onRest,
  onReceived,
  onPath,
}: EngineOptions): Promise<Engine> {
  const alerts = new Alerts(machineClock, logger, createAlertHook(config.alerts, logger));
  const watch = new Watch(alerts, machineClock);
  const ready = new Map<string, boolean>();
  const tellOf = (path: PathStatus) => {
    const key = `${path.kind} ${path.name}`;
    if (ready.get(key) !== path.ready) onPath?.(path);
    ready.set(key, path.ready);
    watch.path(path);
  };
  const lock = lockOutbox(config.data);
  const closers: (() => unknown)[] = [() => lock.release()];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const database = openForWriting(config.data);
    closers.push(() => database.close());
    const { clock, time } = createNetworkClock({
      machine: machineClock,
      known: newestSubmission(database),
      alerts,
      logger,
      jumped: async (move) => {
        await shiftTimes(move);
        logger.warn({}, 'the clock was put on; what waits has as long left as before');
        dispatcher.pump();
      },
    });
    let probe: unknown;
    closers.push(() => clock.clearTimeout(probe));
    const onFailure = ({ message }: Error) => {
      if (probe !== undefined) return;
      alerts.raise('outbox', `${config.data} cannot be written, nothing is accepted: ${message}`);
      const look = () =>
        (probe = clock.setTimeout(() => void outbox.probe().then(recovered, look), PROBE_PAUSE));
      look();
    };
    const outbox = new Outbox(database, clock, onFailure, watchFiles(config.data));
    const recovered = () => {
      probe = undefined;
      alerts.clear('outbox');
    };
    closers.push(() => outbox.commits.close());
    const shiftTimes = createClockShift(database, outbox.commits, () => clock.monotonic());
    const doubts = recoverInterrupted(database, clock.now());
    if (doubts > 0)
      logger.warn({ doubts }, `${doubts} attempts were cut off when the last process ended: in doubt`);
    const queue = createQueue(database);
    closers.push(() => watch.stop());
    const metrics = createMetrics(queue, { alerts: () => alerts.current, paths: () => pathsNow() });
    outbox.onAttemptEnded = ({ via, name, kind }) => metrics.attempted(via, name, kind);
    const retention = new Retention(database, outbox.commits, clock, config.keep, () => clock.isSure);
    closers.push(() => retention.stop());

    const correspondence = createCorrespondence({
      config,
      database,
      outbox,
      queue,
      clock,
      logger,
      onReported: () => dispatcher.pump(),
      onReceived: (message) => onReceived?.(message),
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
            tellOf(modemStatus(lane));
            if (lane.ready) void dispatcher.pathReturned('modem');
          },
          settled: () => dispatcher.pump(),
          time,
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
        (lane) => {
          tellOf(gatewayStatus(lane));
          if (lane.up) void dispatcher.pathReturned('gateway');
        },
        watchGateway(alerts, gateway.name),
      );
    });
    closers.push(() => Promise.all(gateways.map((gateway) => gateway.close())));
    const pathsNow = () => [
      ...gateways.map(gatewayStatus),
      ...lanes.map((lane) => modemStatus(lane, modems.quotaCondition(lane))),
    ];
    const dispatcher = new Dispatcher({
      outbox,
      gateways,
      modems,
      clock,
      logger,
      onRest: (id, rest, before) => {
        watch.message(rest);
        logger.info(
          { message: id, state: rest.state, via: rest.via },
          `message ${id}: ${rest.state}${rest.reason ? `, ${rest.reason}` : ''}`,
        );
        correspondence.rested();
        onRest?.(id, rest, before);
      },
    });

    return {
      config,
      logger,
      clock,
      alerts,
      queue,
      metrics,
      inbox: correspondence.inbox,
      news: correspondence.news,
      intake: createIntake({
        config,
        outbox,
        logger,
        acceptedSince: createAcceptedCounter(database),
        onAccepted: () => dispatcher.pump(),
        now: () => clock.now(),
      }),
      control: createQueueControl(outbox, () => dispatcher.pump()),
      isWritable: () => outbox.commits.isWritable,
      status: () => ({
        paths: pathsNow(),
        alerts: alerts.current,
        counts: queue.counts(),
        latest: queue.list({ limit: 20 }),
      }),
      async start() {
        for (const path of pathsNow()) watch.path(path);
        for (const lane of lanes) lane.start();
        retention.start();
        await correspondence.start();
        // Not awaited: a long queue takes its time to wake.
        void dispatcher.pathReturned('gateway');
      },
      async halt() {
        dispatcher.halt();
        outbox.commits.end();
        await Promise.all([dispatcher.stop(), ...lanes.map((lane) => lane.stop())]);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const gatewayStatus = ({ name, condition, healthy }: GatewayLane): PathStatus => ({
  name,
  kind: 'gateway',
  condition,
  ready: healthy,
});

const modemStatus = ({ name, condition, ready, reception }: ModemLane, quota = ''): PathStatus => ({
  name,
  kind: 'modem',
  condition: [condition, quota].filter(Boolean).join('; '),
  ready,
  ...(reception && { reception }),
});
