import { describe, expect, it } from 'vitest';
import {
  createVirtualBinding,
  VirtualModem,
  VirtualNetwork,
  type FaultRule,
} from '../../hardware/virtual-modem';
import { createModemInbox } from '../../src/inbox/from-modem';
import { createInbox, InboxStore } from '../../src/outbox';
import { silentLogger } from '../hardware/silent-logger';
import { SimulatedClock } from '../support/simulated-clock';
import { temporaryOutbox } from '../support/temporary-outbox';
import { job, PATH, startLane } from './virtual-lane';

/** The network offers a message again that was not taken, in milliseconds. */
const RETRY = 5_000;

/** How far a process came with what the modem handed over before it was killed. */
type Death = 'before it is stored' | 'before it is acknowledged';

const never = () => new Promise<never>(() => undefined);

function setUp(faults: FaultRule[] = []) {
  const clock = new SimulatedClock();
  const network = new VirtualNetwork({ clock, retryDelay: RETRY, reportDelay: 1_000 });
  const modem = new VirtualModem({ network, faults });
  const binding = createVirtualBinding({ [PATH]: modem });
  const { database, outbox } = temporaryOutbox(clock);
  const store = new InboxStore(database, outbox.commits);
  const take = createModemInbox({
    keep: (name, pdu) => outbox.receive(name, pdu),
    recent: (name, since) => store.recentDeliveries(name, since),
    store: (received) => store.take(received),
    logger: silentLogger,
    now: () => clock.now(),
  });
  const reports: string[] = [];
  /** One process; `death`: it gets no further than that, and is killed then. */
  const live = async (death?: Death) => {
    let arrived = 0;
    const handle = async (work: () => Promise<unknown>) => {
      arrived++;
      if (death !== 'before it is stored') await work();
      if (death) await never();
    };
    const { driver, lane, until } = startLane(clock, binding, {
      condition: () => undefined,
      statusReport: (pdu) => handle(async () => reports.push(pdu)),
      deliver: (pdu, name) => handle(() => take(pdu, name)),
    });
    await until(() => lane.ready);
    return { lane, until, arrived: () => arrived, kill: () => driver.close() };
  };
  const received = () =>
    createInbox(database)
      .list({ after: 0, limit: 100 })
      .map(({ body }) => body);
  return { clock, network, modem, live, received, reports };
}

describe.each<Death>(['before it is stored', 'before it is acknowledged'])('killed %s', (death) => {
  it('a message comes again, is in the inbox once, and the next one comes at once', async () => {
    const { clock, network, modem, live, received } = setUp();
    const first = await live(death);
    network.deliver(modem.number, { from: '+447700900999', text: 'alarm off' });
    await first.until(() => first.arrived() === 1);
    await first.kill();

    const second = await live();
    await clock.advance(RETRY);
    expect(received()).toEqual(['alarm off']);
    network.deliver(modem.number, { from: '+447700900999', text: 'alarm on' });
    await clock.advance(100);
    expect(received()).toEqual(['alarm off', 'alarm on']);
    expect(modem.received.match(/AT\+CNMI=2/g), 'nothing had to be renewed').toHaveLength(2);
    await second.kill();
    network.close();
  });

  it('a message of several parts is joined once', async () => {
    const { clock, network, modem, live, received } = setUp();
    const text = 'Zone 3 is open. '.repeat(20);
    const first = await live(death);
    network.deliver(modem.number, { from: '+447700900999', text });
    await first.until(() => first.arrived() === 1);
    await first.kill();
    const second = await live();
    await clock.advance(60_000);
    expect(received()).toEqual([text]);
    await second.kill();
    network.close();
  });

  it('a status report comes again', async () => {
    const { clock, network, live, reports } = setUp();
    const first = await live(death);
    void first.lane.submit(job(1, 'x', true));
    await first.until(() => first.arrived() === 1);
    await first.kill();
    const second = await live();
    await clock.advance(RETRY);
    expect(second.arrived()).toBe(1);
    expect(new Set(reports).size).toBe(1);
    await second.kill();
    network.close();
  });

  it('where the modem knows no AT+CNMA=2, what it stored in between is found', async () => {
    const { clock, network, modem, live, received } = setUp([
      { command: '+CNMA=2', do: 'refuse', error: 'ERROR' },
    ]);
    const first = await live(death);
    network.deliver(modem.number, { from: '+447700900999', text: 'alarm off' });
    await first.until(() => first.arrived() === 1);
    await first.kill();
    const second = await live();
    await clock.advance(20_000);
    network.deliver(modem.number, { from: '+447700900999', text: 'alarm on' });
    await clock.advance(60_000);
    expect(received().sort()).toEqual(['alarm off', 'alarm on']);
    await second.kill();
    network.close();
  });
});

it('a modem with its memory full takes messages again once they are read', async () => {
  const { clock, network, modem, live, received } = setUp();
  for (let i = 0; i < 60; i++) network.deliver(modem.number, { from: '+447700900999', text: `number ${i}` });
  const first = await live();
  await clock.advance(60_000);
  expect(received().sort()).toEqual(Array.from({ length: 60 }, (_, i) => `number ${i}`).sort());
  await first.kill();
  network.close();
});
