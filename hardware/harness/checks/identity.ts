import { chooseRouting, routingValues } from '../../driver/routing';
import { RefusedCommand } from '../../driver/command';
import { Failure, NotTried, type Check } from '../suite/check';

/** What a modem is asked for the report; the daemon needs none of them but +CMGF, +CNMI and +CPMS. */
const ASKED = [
  '+CMGF',
  '+CNMI',
  '+CSMS',
  '+CMMS',
  '+CPMS',
  '+CMGD',
  '+CSCS',
  '+CREG',
  '+CEREG',
  '+CFUN',
] as const;

export const probe: Check = {
  name: 'probe',
  about: 'says who it is',
  needs: [],
  messages: 0,
  async run({ identity }) {
    const { manufacturer, model, revision, imei, profile } = identity!;
    const unsaid = Object.entries({ manufacturer, model }).filter(([, value]) => value === '');
    if (unsaid.length > 0) {
      throw new Failure(
        `does not tell its ${unsaid.map(([name]) => name).join(' and ')} (AT+CGMI, AT+CGMM)`,
        'The daemon cannot choose a profile by itself then: name one with profile: in the configuration.',
      );
    }
    if (!/\b\d{15}\b/.test(imei)) {
      throw new Failure(
        'AT+CGSN gave no IMEI of 15 digits',
        'The daemon knows a modem that changed its port by its IMEI: use a path under /dev/serial/by-path then.',
      );
    }
    return `${manufacturer} ${model} ${revision}, profile ${profile}`;
  },
};

export const sim: Check = {
  name: 'sim',
  about: 'the SIM is ready',
  needs: [],
  provides: 'sim',
  messages: 0,
  async run(bench) {
    await bench.simReady();
    return 'ready';
  },
};

export const registration: Check = {
  name: 'registration',
  about: 'is registered in a network',
  needs: ['sim'],
  provides: 'network',
  messages: 0,
  async run(bench) {
    const { state, roaming, raw } = await bench.registered();
    if (state !== 'registered' && state !== 'untold') {
      throw new Failure(
        `${state} (${raw}) after ${bench.options.wait / 1000} s`,
        'Look at antenna and signal; is the SIM activated, does the modem know the bands of the network?',
      );
    }
    const signal = await bench.signal();
    return `${roaming === null ? 'home or roaming, not told' : roaming ? 'roaming' : 'home'} (${raw}), signal ${signal === null ? 'not known' : `${signal} of 31`}`;
  },
};

export const capabilities: Check = {
  name: 'capabilities',
  about: 'speaks PDU mode and offers ways to hand over messages',
  needs: ['sim'],
  messages: 0,
  async run(bench) {
    for (const name of ASKED) bench.capabilities.set(name, await bench.ask(`AT${name}=?`, name));
    try {
      await bench.run({ text: 'AT+CMGF=0', limit: 5_000 });
    } catch (error) {
      if (!(error instanceof RefusedCommand)) throw error;
      throw new Failure(error.message, 'The daemon needs PDU mode: this modem cannot be used.');
    }
    const offer = bench.capabilities.get('+CNMI');
    if (!offer || !chooseRouting(offer, false)) {
      throw new Failure(
        `AT+CNMI=? was answered by ${offer ?? 'an error'}`,
        'The daemon does not know then how to ask for messages and reports; sending works without.',
      );
    }
    const known = ASKED.filter((name) => bench.capabilities.get(name) !== null);
    return `PDU mode; tells of ${known.join(' ')}`;
  },
};

export const indications: Check = {
  name: 'indications',
  about: 'takes what the daemon sets to get messages and reports',
  needs: ['sim'],
  provides: 'indications',
  messages: 0,
  async run(bench) {
    await bench.subscribe();
    const offer = bench.capabilities.get('+CNMI');
    const acknowledges = (await bench.ask('AT+CSMS?', '+CSMS'))?.startsWith('1') === true;
    const routing = offer ? chooseRouting(offer, acknowledges) : undefined;
    if (!routing) throw new NotTried('the modem offers no way to hand over messages (capabilities)');
    const wanted = routingValues(routing);
    const set = await bench.ask('AT+CNMI?', '+CNMI');
    if (set !== null && numbers(set) !== numbers(wanted)) {
      throw new Failure(
        `AT+CNMI=${wanted} was asked for as offered, and ${set} is set`,
        'Messages and reports may not be handed over. Try AT+CNMI by hand and send the transcript.',
      );
    }
    if (routing.ds === 0)
      bench.missing.set('reports', 'the modem cannot hand over status reports (AT+CNMI=?)');
    if (routing.mt === 0) throw new NotTried('the modem cannot announce messages (AT+CNMI=?)');
    return `AT+CNMI=${wanted}${acknowledges ? ', each acknowledged by AT+CNMA' : ''}`;
  },
};

const numbers = (values: string): string => values.split(',').map(Number).join();
