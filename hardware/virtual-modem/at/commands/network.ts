import { isGsm7 } from '../../../../src/sms/alphabet/gsm7';
import { fromCharacterSet, hexOfUcs2, toCharacterSet } from '../character-set';
import type { Device } from '../../device/device';
import { cme } from '../results';
import type { Answer, CommandHandlers, CommandTable } from './command';
import { setting } from './settings';

/** 27.007 7.3 <AcT> E-UTRAN. */
const ACCESS_TECHNOLOGY = 7;

function registration(name: 'creg' | 'cgreg' | 'cereg'): CommandHandlers {
  return {
    ...setting(name, 0, 2),
    read: (device) => `${device.settings[name]},${device.registrationText(name)}`,
  };
}

function readOperator({ settings, radio }: Device): string {
  if (!radio.registered) {
    return String(settings.cops);
  }
  const { name, numeric } = radio.operator;
  const operator = settings.copsFormat === 2 ? numeric : toCharacterSet(name, settings.cscs);
  return `${settings.cops},${settings.copsFormat},"${operator}",${ACCESS_TECHNOLOGY}`;
}

/** 27.007 7.3: 0 automatic, 1 by hand, 2 off, 3 only the format, 4 by hand and else automatic. */
const OPERATOR_OFF = 2;
const OPERATOR_FORMAT = 3;

function chooseOperator(device: Device, mode: number, format: number, operator: string | undefined): Answer {
  const { settings, radio } = device;
  if (mode === 1 && operator !== radio.operator.numeric && operator !== radio.operator.name) {
    throw cme(30);
  }
  settings.copsFormat = format;
  if (mode === OPERATOR_FORMAT) {
    return undefined;
  }
  settings.cops = mode;
  radio.detached = mode === OPERATOR_OFF;
  return { afterwards: () => device.radioChanged() };
}

/** 27.007 8.9: the indicators, their ranges and what they show. */
const INDICATORS: [name: string, range: string, value: (device: Device) => number][] = [
  ['battchg', '0-5', () => 5],
  ['signal', '0-5', ({ radio }) => (radio.signal === 99 ? 0 : Math.ceil(radio.signal / 7))],
  ['service', '0,1', ({ radio }) => Number(radio.registered)],
  ['smsfull', '0,1', ({ storage }) => Number(storage.memory('SM').used >= storage.memory('SM').capacity)],
  ['roam', '0,1', ({ radio }) => Number(radio.registration === 5)],
];

/** Registration, operator, signal and supplementary services (27.007 7 and 8). */
export const NETWORK: CommandTable = {
  '+CREG': registration('creg'),
  '+CGREG': registration('cgreg'),
  '+CEREG': registration('cereg'),
  '+CGATT': {
    test: '(0,1)',
    read: ({ radio }) => String(Number(radio.packetAttached && radio.registered)),
    set: ({ radio }, args) => {
      radio.packetAttached = args.integer(0, 0, 1) === 1;
    },
  },
  '+COPS': {
    test: ({ radio: { operator }, settings }) => {
      const name = toCharacterSet(operator.name, settings.cscs);
      return `(2,"${name}","${name}","${operator.numeric}",${ACCESS_TECHNOLOGY}),,(0-4),(0-2)`;
    },
    read: readOperator,
    set: (device, args) =>
      chooseOperator(
        device,
        args.integer(0, 0, 4),
        args.integer(1, 0, 2, device.settings.copsFormat),
        args.has(2) ? fromCharacterSet(args.string(2), device.settings.cscs) : undefined,
      ),
  },
  '+CSQ': { test: '(0-31,99),(0-7,99)', execute: ({ radio }) => `${radio.signal},99` },
  // 27.007 8.69: GSM and UMTS values not known; RSRQ and RSRP, in steps of half and one dB.
  '+CESQ': {
    test: '(0-63,99),(0-7,99),(0-96,255),(0-49,255),(0-34,255),(0-97,255)',
    execute: ({ radio }) =>
      radio.signal === 99 ? '99,99,255,255,255,255' : `99,99,255,255,20,${radio.signal * 2}`,
  },
  '+CIND': {
    test: INDICATORS.map(([name, range]) => `("${name}",(${range}))`).join(','),
    read: (device) => INDICATORS.map(([, , value]) => value(device)).join(','),
  },
  '+WS46': { test: '(25)', read: () => '25', set: (_device, args) => void args.integer(0, 25, 25) },
  '+CLIP': { ...setting('clip', 0, 1), read: ({ settings }) => `${settings.clip},1` },
  '+CLIR': { ...setting('clir', 0, 2), read: ({ settings }) => `${settings.clir},0` },
  '+CRC': setting('crc', 0, 1),
  '+CCWA': {
    test: '(0,1)',
    read: ({ settings }) => String(settings.ccwa),
    set: ({ settings }, args) => {
      settings.ccwa = args.integer(0, 0, 1, settings.ccwa);
    },
  },
  '+CUSD': {
    test: '(0-2)',
    read: ({ settings }) => String(settings.cusd),
    set: (device, args) => {
      const { settings } = device;
      const mode = args.integer(0, 0, 2, settings.cusd);
      if (mode !== 2) {
        settings.cusd = mode;
      }
      if (!args.has(1)) {
        return undefined;
      }
      if (!device.reachable) {
        throw cme(30);
      }
      const inUcs2 = args.integer(2, 0, 255, USSD_GSM) === USSD_UCS2;
      const request = fromCharacterSet(args.string(1), inUcs2 ? 'UCS2' : settings.cscs);
      return {
        afterwards: () => device.networkTime.wait(() => answerUssd(device, request)),
      };
    },
  },
};

/** 27.007 7.15 <dcs>, 23.038 5: the default alphabet, and UCS2, which is hexadecimal in every character set. */
const USSD_GSM = 15;
const USSD_UCS2 = 72;

/** 27.007 7.15 <m>: 0 no further action required, 4 operation not supported. With <n> 0 nothing is shown. */
function answerUssd(device: Device, request: string): void {
  const { network, number, settings } = device;
  const text = network.ussd(request, number);
  if (settings.cusd === 0) {
    return;
  }
  if (text === undefined) {
    device.indicate('+CUSD: 4');
  } else if (isGsm7(text)) {
    device.indicate(`+CUSD: 0,"${toCharacterSet(text, settings.cscs)}",${USSD_GSM}`);
  } else {
    device.indicate(`+CUSD: 0,"${hexOfUcs2(text)}",${USSD_UCS2}`);
  }
}
