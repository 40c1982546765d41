import {
  Budget,
  CHECKS,
  Interrupted,
  runSuite,
  Transcript,
  type Check,
  type Findings,
  type Result,
} from '../../../hardware/harness';
import {
  createVirtualBinding,
  VirtualModem,
  VirtualNetwork,
  type VirtualModemOptions,
  type VirtualNetworkOptions,
} from '../../../hardware/virtual-modem';
import { systemClock as realClock } from '../../../src/clock';
import { silentLogger } from '../../support/silent-logger';
import { SimulatedClock } from '../../support/simulated-clock';

const PATH = '/dev/rig';

export interface RigOptions {
  modem?: Partial<VirtualModemOptions>;
  network?: VirtualNetworkOptions;
  /** Default: the modem's own number; undefined for none. */
  to?: string | undefined;
  maxMessages?: number;
  soak?: number;
  pin?: string;
  loopback?: boolean;
  checks?: readonly Check[];
  /** Does what the run asks for. */
  person?: (request: string, rig: Rig) => void;
  /** File of the transcript. */
  transcript?: string;
  mask?: boolean;
}

/** The suite and a virtual modem in one process, on one simulated clock. */
export class Rig {
  readonly clock = new SimulatedClock();
  readonly network: VirtualNetwork;
  readonly modem: VirtualModem;
  readonly transcript: Transcript;
  readonly notes: string[] = [];
  readonly commands: string[] = [];
  private readonly ending = new AbortController();
  private readonly to: string | undefined;

  constructor(private readonly options: RigOptions = {}) {
    const { clock } = this;
    this.network = new VirtualNetwork({ clock, ...options.network });
    this.modem = new VirtualModem({ network: this.network, ...options.modem });
    this.modem.on('command', (line) => void this.commands.push(line));
    this.to = 'to' in options ? options.to : this.modem.number;
    const { transcript: file, mask } = options;
    this.transcript = new Transcript({
      ...{ clock, port: PATH },
      ...(this.to !== undefined && { to: this.to }),
      ...(file !== undefined && { file }),
      ...(mask !== undefined && { mask }),
    });
  }

  interrupt(): void {
    this.ending.abort(new Interrupted());
  }

  /** Runs the suite to its end, with the clock going on as it needs. */
  async run(): Promise<Findings> {
    const { maxMessages = 20, soak = 20_000, pin, loopback = false, checks = CHECKS, person } = this.options;
    const config = { name: 'rig', port: PATH, baudRate: 115_200, profile: 'auto', answerTimeout: 60_000 };
    const running = runSuite(
      checks,
      {
        config: pin === undefined ? config : { ...config, pin },
        binding: createVirtualBinding({ [PATH]: this.modem }),
        clock: this.clock,
        logger: silentLogger,
        transcript: this.transcript,
        budget: new Budget(this.to, maxMessages),
        wait: 60_000,
        soak,
        loopback,
        ...(person && { ask: (request: string) => person(request, this) }),
        tell: (note) => void this.notes.push(note),
        signal: this.ending.signal,
      },
      { connected: () => undefined, began: () => undefined, ended: () => undefined },
    );
    let over = false;
    const end = (): void => void (over = true);
    running.then(end, end);
    while (!over) await this.clock.advance(50);
    this.transcript.close();
    return running;
  }
}

/** The suite against a port, on the clock of the process. */
export async function runOnPort(
  port: string,
  options: { to?: string; transcript?: Transcript; wait?: number } = {},
): Promise<Findings> {
  const { to, transcript = new Transcript({ clock: realClock, port }), wait = 5_000 } = options;
  return runSuite(
    CHECKS,
    {
      config: { name: 'rig', port, baudRate: 115_200, profile: 'auto', answerTimeout: wait },
      clock: realClock,
      logger: silentLogger,
      transcript,
      budget: new Budget(to, 20),
      wait,
      soak: 0,
      loopback: false,
      tell: () => undefined,
      signal: new AbortController().signal,
    },
    { connected: () => undefined, began: () => undefined, ended: () => undefined },
  );
}

/** The result of one check. */
export function resultOf({ results }: Findings, name: string): Result {
  const result = results.find(({ check }) => check.name === name);
  if (!result)
    throw new Error(`no check ${name}; there are ${results.map(({ check }) => check.name).join(', ')}`);
  return result;
}

/** Names of the checks that ended so. */
export const namesOf = ({ results }: Findings, verdict: Result['verdict']): string[] =>
  results.filter((result) => result.verdict === verdict).map(({ check }) => check.name);
