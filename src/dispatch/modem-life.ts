import { createActor, fromPromise, type Actor } from 'xstate';
import { modemMachine } from '../../machines/modem.machine';
import type { ModemConfig } from '../config/types';
import type { Clock, Logger } from '../ports';
import type { ModemPort, Registration } from './modem-port';

export type ModemLife = Actor<typeof modemMachine>;

export interface ModemLifeOptions {
  config: ModemConfig;
  modem: ModemPort;
  clock: Clock;
  logger: Logger;
}

/** The modem machine with its effects on one modem; not started. */
export function createModemLife({ config, modem, clock, logger }: ModemLifeOptions): ModemLife {
  const { name, roaming, powerCycle } = config;
  const readStatus = async () => {
    const status = await modem.status();
    return { ...status, registration: admit(status.registration, roaming) };
  };
  const cyclePower = async () => {
    logger.warn({ modem: name }, `modem ${name}: its power is being cycled`);
    try {
      await modem.cyclePower();
    } catch (error) {
      logger.error({ modem: name, reason: String(error) }, `modem ${name}: ${String(error)}`);
      throw error;
    }
  };
  const machine = modemMachine.provide({
    actors: {
      openPort: fromPromise(() => modem.open()),
      synchronise: fromPromise(() => modem.synchronise()),
      configure: fromPromise(() => modem.configure()),
      checkSim: fromPromise(() => modem.checkSim()),
      readRegistration: fromPromise(async () => admit(await modem.registration(), roaming)),
      subscribe: fromPromise(async () => {
        await modem.subscribe();
        return readStatus();
      }),
      readStatus: fromPromise(readStatus),
      reset: fromPromise(() => modem.reset()),
      cyclePower: fromPromise(cyclePower),
      closePort: fromPromise(() => modem.close()),
    },
    guards: { hasPowerSwitch: () => powerCycle !== undefined },
  });
  return createActor(machine, { clock });
}

/** Where `roaming: refuse` says so, only what is certainly the home network counts as registered. */
function admit(registration: Registration, policy: ModemConfig['roaming']): Registration {
  const { state, roaming, raw } = registration;
  const counts = state === 'registered' || state === 'untold';
  if (policy !== 'refuse' || !counts || roaming === false) return registration;
  const why = roaming ? 'roaming is refused' : 'roaming is refused, and the modem does not tell where it is';
  return { state: 'idle', roaming, raw: `${raw}; ${why}` };
}
