import { createVirtualBinding, VirtualModem, VirtualNetwork } from '../../../hardware/virtual-modem';
import { parseConfig } from '../../../src/config/load';
import { startDaemon } from '../../../src/main';
import type { Policy } from '../../../src/config/types';
import { ENDED, type MessageView } from '../../../src/submission/view';
import { eventually } from '../../support/daemon-process';
import { silentLogger } from '../../support/silent-logger';
import type { FaultyGateway } from './gateway-faults';
import type { ModemFault } from './modem-faults';

/** What became of one message between one gateway and one modem. */
export interface Cell {
  view: MessageView;
  /** How often each took it. */
  byGateway: number;
  byModem: number;
}

/** Far longer than giveUpAfter below, in milliseconds. */
const PATIENCE = 60_000;

export interface Trial {
  folder: string;
  gateway: () => Promise<FaultyGateway>;
  modem: ModemFault;
  onDoubt: Policy['onDoubt'];
}

/** Sends one message through a daemon of its own, waits for its end, and asks both what they took. */
export async function tryCell({ folder, gateway: start, modem: fault, onDoubt }: Trial): Promise<Cell> {
  const gateway = await start();
  const network = new VirtualNetwork({ reportStatus: () => undefined });
  const modem = fault && new VirtualModem({ ...fault, network });
  const config = parseConfig(
    `listen: 127.0.0.1:0
data: ./outbox.db
accounts: [{ username: panel, password: secret }]
gateways: [{ name: g, url: "${gateway.url}", username: u, password: p, timeout: 2s }]
modems: [{ name: stick, port: /dev/virtual, answerTimeout: 1s }]
policies: { default: { fallbackAfter: 4s, giveUpAfter: 20s, onDoubt: ${onDoubt} } }`,
    `${folder}/c.yaml`,
  );
  const binding = createVirtualBinding(modem ? { '/dev/virtual': modem } : {});
  const daemon = await startDaemon({ config, logger: silentLogger, binding });
  try {
    const form = new URLSearchParams({
      username: 'panel',
      password: 'secret',
      msisdn: '447700900001',
      message: 'x',
    });
    await fetch(`${daemon.url}/eapi/submission/send_sms/2/2.0`, { method: 'POST', body: form });
    const view = await eventually(
      'the message to end',
      () => {
        const shown = daemon.queue.show(1);
        return shown && ENDED.includes(shown.route.state) ? shown : undefined;
      },
      PATIENCE,
    );
    return { view, byGateway: gateway.taken(), byModem: network.accepted.length };
  } finally {
    await daemon.stop();
    await gateway.close();
    modem?.powerOff();
    network.close();
  }
}

/** How the guarantee was broken; nothing where it held. */
export function faultOf(
  { view: { route }, byGateway, byModem }: Cell,
  onDoubt: Policy['onDoubt'],
): string | undefined {
  const copies = byGateway + byModem;
  const isTaken = route.state === 'submitted' || route.state === 'delivered';
  if (isTaken && copies === 0) return `shown as ${route.state}, and nobody took it`;
  if (!isTaken && route.state !== 'inDoubt' && copies > 0) return `taken, and shown as ${route.state}`;
  if (copies < 2) return undefined;
  if (onDoubt === 'hold') return 'taken twice';
  return /possibly sent twice/.test(route.reason ?? '') ? undefined : 'taken twice, and no word of it';
}

/** The cell of the table. */
export function textOf({ view: { route }, byGateway, byModem }: Cell): string {
  const copies = byGateway + byModem;
  switch (route.state) {
    case 'inDoubt':
      return copies > 0 ? 'in doubt, taken' : 'in doubt, not taken';
    case 'submitted':
    case 'delivered':
      return copies > 1 ? `${route.via!}, twice` : route.via!;
    default:
      return route.state;
  }
}
