import type { Registration } from '../../src/dispatch/modem-port';
import { splitValues } from '../at/information';
import { RefusedCommand, type Answer, type Command } from './command';
import { OPERATOR_QUERY } from './operator';

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

/** 27.007 9.2: no SIM, or no network, for now; any other error says that the modem does not know the question. */
const NOT_NOW = new Set([10, 11, 12, 13, 14, 15, 30, 31, 32, 515]);

/**
 * Registered in either network is registered: SMS goes over both. Asks first where it was registered last. A modem that
 * tells of neither is registered where it names an operator; whether it is at home it does not tell then.
 */
export class RegistrationReader {
  private networks: readonly [Network, Network] = ['+CREG', '+CEREG'];

  async read(run: Run): Promise<Registration> {
    const [first, second] = this.networks;
    const there = await readOne(run, first);
    if (there?.state === 'registered') return there;
    const elsewhere = await readOne(run, second);
    if (elsewhere?.state !== 'registered') return there ?? elsewhere ?? readByOperator(run);
    this.networks = [second, first];
    return elsewhere;
  }
}

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
    return unlessNotNow(network, error);
  }
}

/** 27.007 7.3: the operator is left out where none is selected; whose network it is does not show. */
async function readByOperator(run: Run): Promise<Registration> {
  try {
    const [answer] = await run(OPERATOR_QUERY);
    if (answer) {
      const state = splitValues(answer.values)[2] === undefined ? 'idle' : 'registered';
      return { state, roaming: null, raw: `+COPS ${answer.values}` };
    }
  } catch (error) {
    const idle = unlessNotNow('+COPS', error);
    if (idle) return idle;
  }
  return { state: 'untold', roaming: null, raw: 'registration not told by the modem' };
}

/** Nothing where the modem does not know the question. */
function unlessNotNow(question: string, error: unknown): Registration | undefined {
  if (!(error instanceof RefusedCommand)) throw error;
  const { code } = error.failure;
  if (code === undefined || !NOT_NOW.has(code)) return undefined;
  return { state: 'idle', roaming: false, raw: `${question} answered by ${error.failure.text}` };
}

function describe(network: Network, stat: string | undefined): Registration {
  const known = STATES[Number(stat)] ?? { state: 'idle', roaming: false };
  return { ...known, raw: `${network} ${stat}` };
}
