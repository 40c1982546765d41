import {
  createVirtualBinding,
  VirtualModem,
  VirtualNetwork,
  type FaultRule,
} from '../../hardware/virtual-modem';
import { onTestFinished } from 'vitest';
import { parseConfig } from '../../src/config/load';
import { startSimulatedGateway } from '../../src/gateway/simulated-gateway';
import { startDaemon } from '../../src/main';
import type { Logger } from '../../src/ports';
import { ENDED, type MessageState, type MessageView } from '../../src/submission/view';
import { eventually } from './daemon-process';
import { silentLogger } from './silent-logger';
import { temporaryFolder } from './temporary-outbox';

export interface World {
  /** Lines under `policies.default`. */
  policy?: string;
  faults?: FaultRule[];
  /** Longest wait for the gateway's answer. */
  timeout?: string;
  answerTimeout?: string;
  /** TP-ST of status reports; undefined for none. */
  reportStatus?: number;
  /** More settings of the account `panel`, the modem, and the gateway `g`, each beginning with a comma. */
  account?: string;
  modemSettings?: string;
  gatewaySettings?: string;
  gatewayPassword?: string;
  logger?: Logger;
  /** PIN that the SIM asks for. */
  simPin?: string;
}

/** The whole daemon in this process, between a simulated gateway and a virtual modem that are there to be tampered with. */
export async function startWorld({
  policy = 'fallbackAfter: 200ms',
  faults = [],
  timeout = '300ms',
  answerTimeout = '500ms',
  reportStatus,
  account = '',
  modemSettings = '',
  gatewaySettings = '',
  gatewayPassword = 'p',
  logger = silentLogger,
  simPin,
}: World = {}) {
  const folder = temporaryFolder();
  const gateway = await startSimulatedGateway({ username: 'u', password: gatewayPassword });
  const network = new VirtualNetwork({ reportStatus: () => reportStatus });
  const modem = new VirtualModem({ network, faults, ...(simPin !== undefined && { pin: simPin }) });
  const binding = createVirtualBinding({ '/dev/virtual': modem });
  const config = parseConfig(
    `
listen: 127.0.0.1:0
data: ./outbox.db
accounts: [{ username: panel, password: secret${account} }]
gateways: [{ name: g, url: "${gateway.url}", username: u, password: ${gatewayPassword}, timeout: ${timeout}${gatewaySettings} }]
modems: [{ name: stick, port: /dev/virtual, answerTimeout: ${answerTimeout}${modemSettings} }]
policies: { default: { ${policy} } }`,
    `${folder}/c.yaml`,
  );
  const start = () => startDaemon({ config, logger, binding });
  let daemon = await start();
  onTestFinished(async () => {
    await daemon.stop();
    await gateway.close();
    modem.powerOff();
  });

  /** Makes a call of the EAPI, below /eapi, with the credentials of `panel`. */
  const call = async (path: string, form: Record<string, string>) => {
    const body = new URLSearchParams({ username: 'panel', password: 'secret', ...form });
    const response = await fetch(`${daemon.url}/eapi/${path}`, { method: 'POST', body });
    return response.text();
  };
  const post = (form: Record<string, string>) =>
    call('submission/send_sms/2/2.0', { msisdn: '447700900001', ...form });
  /** Posts and resolves to the message once it has come to an end. */
  const send = async (form: Record<string, string> = {}): Promise<MessageView> => {
    const answer = await post({ message: 'Zone 3', ...form });
    const id = Number(answer.split('|')[2]);
    if (!id) throw new Error(`not accepted: ${answer}`);
    return ended(id);
  };
  const ended = (id: number, state?: MessageState) =>
    eventually(`message ${id} to end`, () => {
      const view = daemon.queue.show(id)!;
      return (state ? view.route.state === state : ENDED.includes(view.route.state)) ? view : undefined;
    }).catch((error: Error) => {
      throw new Error(`${error.message}: ${JSON.stringify(daemon.queue.show(id)?.route)}`);
    });
  const modemIsReady = () =>
    eventually('the modem to be ready', async () => {
      const page = await (await fetch(daemon.url)).text();
      return page.includes('not ready') ? undefined : true;
    });
  const restart = async () => {
    await daemon.stop();
    daemon = await start();
  };
  await modemIsReady();
  return {
    gateway,
    network,
    modem,
    binding,
    call,
    post,
    send,
    ended,
    restart,
    modemIsReady,
    daemon: () => daemon,
  };
}
