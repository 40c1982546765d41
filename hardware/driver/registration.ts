import type { Registration } from '../../src/dispatch/modem-port';
import { splitValues } from '../at/information';
import { RefusedCommand, type Answer, type Command } from './command';

type Run = (command: Command) => Promise<Answer[]>;
type Network = '+CREG' | '+CEREG';

const LIMIT_MS = 10_000;
/** 27.007 7.2: the same numbers for +CREG and +CEREG; 6 and 7 are registered for SMS only. */
const STATES: Readonly<Record<number, { state: Registration['state']; roaming: boolean }>> = {
  0: { state: 'idle', roaming: false },
  1: { state: 'registered', roaming: false },
  2: { state: 'searching', roaming: false },
  3: { state: 'denied', roaming: false },
  5: { state: 'registered', roaming: true },
  6: { state: 'registered', roaming: false },
  7: { state: 'registered', roaming: true },
};

/** Whether these values answer the query (`n,stat...`) rather than being the indication of the same name (`stat...`). */
export function isRegistrationAnswer(values: string): boolean {
  const fields = splitValues(values);
  return fields.length !== 1 && fields.length !== 3 && /^\d{1,2}$/.test(fields[1] ?? '');
}

/** Registered in either network is registered: SMS goes over both. Asks first where it was registered last. */
export class RegistrationReader {
  private networks: readonly [Network, Network] = ['+CREG', '+CEREG'];

  async read(run: Run): Promise<Registration> {
    const [first, second] = this.networks;
    const there = await readOne(run, first);
    if (there?.state === 'registered') return there;
    const elsewhere = await readOne(run, second);
    if (elsewhere?.state !== 'registered') return there ?? elsewhere ?? UNTOLD;
    this.networks = [second, first];
    return elsewhere;
  }
}

const UNTOLD: Registration = { state: 'idle', roaming: false, raw: 'not told by the modem' };

/** Reads the values of an indication. */
export function registrationFromIndication(values: string): Registration {
  return describe('+CREG', splitValues(values)[0]);
}

async function readOne(run: Run, network: Network): Promise<Registration | undefined> {
  try {
    const [answer] = await run({
      text: `AT${network}?`,
      answer: network,
      accepts: isRegistrationAnswer,
      limit: LIMIT_MS,
    });
    return answer && describe(network, splitValues(answer.values)[1]);
  } catch (error) {
    if (error instanceof RefusedCommand) return undefined;
    throw error;
  }
}

function describe(network: Network, stat: string | undefined): Registration {
  const known = STATES[Number(stat)] ?? { state: 'idle', roaming: false };
  return { ...known, raw: `${network} ${stat}` };
}
