import { Command, InvalidArgumentError } from 'commander';
import { askUssd, probeModem, type ProbeReport } from '../../hardware/driver';
import { listPorts, type PortDescription } from '../../hardware/transport/list';
import { systemClock } from '../clock';
import { describeSignal } from '../dispatch/signal';
import type { Logger } from '../ports';
import { integerBetween } from './options';

interface PortOptions {
  port: string;
  baud: number;
  pin?: string;
  profile: string;
  json?: boolean;
}

interface UssdOptions extends PortOptions {
  timeout: number;
}

const LONGEST_ANSWER_MS = 60_000;

/** `modem list` and `modem probe`. Actions reject with an Error whose message is fit for stderr. */
export function modemCommand(): Command {
  const modem = new Command('modem')
    .description('find a modem and see what it can do')
    .addHelpText('after', '\nExample:\n  $ gsm-fallback modem list');
  modem
    .command('list')
    .description('serial ports, with the USB identity of what is behind them')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ gsm-fallback modem list')
    .action(async ({ json }: { json?: boolean }) => {
      const ports = await listPorts();
      print(json ? JSON.stringify(ports, null, 2) : formatPorts(ports));
    });
  onPort(modem.command('probe').description('what a modem is and can do; sends nothing'))
    .addHelpText('after', '\nExample:\n  $ gsm-fallback modem probe --port /dev/ttyUSB0')
    .action(async (options: PortOptions) => {
      const report = await probeModem({ config: probeConfig(options), clock: systemClock, logger: quiet });
      print(options.json ? JSON.stringify(report, null, 2) : formatReport(report));
    });
  onPort(
    modem
      .command('ussd')
      .description('asks the network, such as for the balance; the daemon must not hold the port'),
  )
    .argument('<code>', 'such as *100#', readUssdCode)
    .option('--timeout <seconds>', 'how long to wait for the answer', integerBetween(1, 600), 30)
    .addHelpText('after', "\nExample:\n  $ gsm-fallback modem ussd '*100#' --port /dev/ttyUSB0")
    .action(async (code: string, options: UssdOptions) => {
      const modem = { config: probeConfig(options), clock: systemClock, logger: quiet };
      const answer = await askUssd(modem, code, 1_000 * options.timeout);
      print(options.json ? JSON.stringify(answer, null, 2) : answer.text);
    });
  return modem;
}

const onPort = (command: Command): Command =>
  command
    .requiredOption(
      '--port <port>',
      'device path, tcp://host:port, or a glob such as /dev/serial/by-id/*SIM7600*',
    )
    .option('--baud <rate>', 'baud rate of a serial port', readBaudRate, 115_200)
    .option('--pin <pin>', 'PIN of the SIM, entered once if it is asked for and all its tries are left')
    .option('--profile <name>', 'quirk profile, or auto', 'auto')
    .option('--json', 'print JSON');

function readUssdCode(text: string): string {
  if (/^[*#0-9]{1,182}$/.test(text)) return text;
  throw new InvalidArgumentError('expected digits, * and #, such as *100#');
}

function probeConfig({ port, baud, pin, profile }: PortOptions) {
  const config = { name: 'probe', port, baudRate: baud, profile, answerTimeout: LONGEST_ANSWER_MS };
  return pin === undefined ? config : { ...config, pin };
}

function readBaudRate(text: string): number {
  const rate = Number(text);
  if (!Number.isInteger(rate) || rate < 50 || rate > 4_000_000) {
    throw new InvalidArgumentError('expected a baud rate from 50 to 4000000, such as 115200');
  }
  return rate;
}

function formatPorts(ports: PortDescription[]): string {
  if (ports.length === 0)
    return 'No serial port found. Is the modem plugged in? Then `dmesg` should name a ttyUSB or ttyACM.';
  return ports.map(({ path, usb, byId }) => [path, usb, byId].filter(Boolean).join('  ')).join('\n');
}

function formatReport(report: ProbeReport): string {
  const { sim, registration, capabilities } = report;
  const rows: [string, string | number | null][] = [
    ['manufacturer', report.manufacturer],
    ['model', report.model],
    ['revision', report.revision],
    ['IMEI', report.imei],
    ['profile', report.profile],
    ['SIM', sim.state === 'ready' ? 'ready' : `${sim.state}: ${sim.detail}`],
    ['IMSI', report.imsi],
    ['registration', describeRegistration(registration)],
    ['operator', report.operator],
    ['signal', describeSignal(report.signal)],
    ['+CNMI', capabilities.cnmi],
    ['+CSMS', capabilities.csms],
    ['+CMMS', capabilities.cmms],
  ];
  return rows
    .map(([name, value]) => `${name.padEnd(13)} ${value === null || value === '' ? '-' : value}`)
    .join('\n');
}

function describeRegistration({ state, roaming, raw }: ProbeReport['registration']): string {
  if (state === 'untold') return 'not told by the modem';
  return `${state}${roaming ? ', roaming' : ''} (${raw})`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

const ignore = (): void => undefined;
const quiet: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
