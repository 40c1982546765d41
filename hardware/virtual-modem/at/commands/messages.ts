import { decodePdu, PduError } from '../../../../src/sms';
import type { Device } from '../../device/device';
import { numberOfType, typeOfNumber, UNKNOWN_TYPE } from '../address-type';
import { fromCharacterSet, toCharacterSet } from '../character-set';
import { cms } from '../results';
import { readSubmit, requireSim, submitToNetwork } from '../../device/submission';
import type { Answer, CommandTable, Reply } from './command';
import { givenMessage, invalidMessage, MAX_LENGTH } from './given-message';
import { setting } from './settings';

/** <fo> of AT+CSMP: SMS-SUBMIT, with a relative TP-VP or without one (23.040 9.2.3.1, 9.2.3.3). */
const TP_MTI = 0x03;
const SUBMIT = 0x01;
const TP_VPF = 0x18;
const VALIDITY_FORMATS: readonly number[] = [0x00, 0x10];

/** What the set form of AT+CSMS and its question answer: MT, MO and cell broadcast are supported, 27.005 3.2.1. */
const SERVICES = '1,1,1';

function setServiceCentre(device: Device, number: string, type: number): void {
  if (!/^\+?\d{0,20}$/.test(number)) {
    throw cms(304);
  }
  device.serviceCentre = numberOfType(number, type);
}

function acknowledge(device: Device, taken: boolean): Reply {
  if (device.settings.csms === 0) {
    throw cms(340);
  }
  return { afterwards: device.incoming.acknowledge(taken) };
}

/** 27.005 4.7: the SMS-DELIVER-REPORT follows, without an SCA. */
function acknowledgeWith(device: Device, taken: boolean, length: number): Answer {
  if (!device.incoming.awaitsAcknowledgement) {
    throw cms(340);
  }
  return (dialogue) =>
    dialogue.readPdu((pdu) => {
      if (pdu === undefined) {
        dialogue.finish({});
        return;
      }
      requireReport(pdu, length);
      dialogue.finish(acknowledge(device, taken));
    });
}

function requireReport(pdu: string, length: number): void {
  try {
    if (pdu.length !== length * 2) {
      throw cms(304);
    }
    decodePdu(pdu, { direction: 'mo', tpdu: true });
  } catch (error) {
    throw error instanceof PduError ? cms(304) : error;
  }
}

/** 27.005 3.4.4 <n>: 2 refuses the message. */
const NOT_TAKEN = 2;

/** Message service, routing and sending (27.005 section 3). */
export const MESSAGES: CommandTable = {
  '+CSMS': {
    test: '(0,1)',
    read: ({ settings }) => `${settings.csms},${SERVICES}`,
    set: ({ settings }, args) => {
      settings.csms = args.integer(0, 0, 1);
      return SERVICES;
    },
    invalid: () => cms(303),
  },
  '+CMGF': {
    ...setting('cmgf', 0, 1),
    execute: ({ settings }) => void (settings.cmgf = 0),
    invalid: () => cms(303),
  },
  '+CSMP': {
    read: ({ settings: { csmp } }) => `${csmp.fo},${csmp.vp},${csmp.pid},${csmp.dcs}`,
    set: ({ settings }, args) => {
      const { csmp } = settings;
      args.atMost(4);
      const fo = args.integer(0, 0, 255, csmp.fo);
      if ((fo & TP_MTI) !== SUBMIT || !VALIDITY_FORMATS.includes(fo & TP_VPF)) {
        throw args.invalid();
      }
      settings.csmp = {
        fo,
        vp: args.integer(1, 0, 255, csmp.vp),
        pid: args.integer(2, 0, 255, csmp.pid),
        dcs: args.integer(3, 0, 255, csmp.dcs),
      };
    },
    invalid: () => cms(305),
  },
  '+CSDH': { ...setting('csdh', 0, 1), invalid: () => cms(305) },
  '+CSCA': {
    read: (device) => {
      requireSim(device);
      const { serviceCentre } = device;
      const number = toCharacterSet(serviceCentre, device.settings.cscs);
      return `"${number}",${typeOfNumber(serviceCentre)}`;
    },
    set: (device, args) => {
      requireSim(device);
      const number = fromCharacterSet(args.string(0), device.settings.cscs);
      setServiceCentre(device, number, args.integer(1, 128, 255, UNKNOWN_TYPE));
    },
    invalid: () => cms(304),
  },
  '+CNMI': {
    test: ({ dialect }) => `(0-3),(0-3),(0,2),(${dialect.reportRouting.join(',')}),(0,1)`,
    read: ({ settings: { cnmi } }) => `${cnmi.mode},${cnmi.mt},${cnmi.bm},${cnmi.ds},${cnmi.bfr}`,
    set: ({ settings, incoming, dialect }, args) => {
      const { cnmi } = settings;
      args.atMost(5);
      const bm = args.integer(2, 0, 2, cnmi.bm);
      const ds = args.integer(3, 0, 2, cnmi.ds);
      if (bm === 1 || !dialect.reportRouting.includes(ds)) {
        throw cms(303);
      }
      settings.cnmi = {
        mode: args.integer(0, 0, 3, cnmi.mode),
        mt: args.integer(1, 0, 3, cnmi.mt),
        bm,
        ds,
        bfr: args.integer(4, 0, 1, cnmi.bfr),
      };
      return { afterwards: () => incoming.routingChanged() };
    },
    invalid: () => cms(303),
  },
  '+CNMA': {
    test: '(0-2)',
    set: (device, args) => {
      const taken = args.integer(0, 0, 2) !== NOT_TAKEN;
      args.atMost(device.settings.cmgf === 1 ? 1 : 2);
      return args.has(1)
        ? acknowledgeWith(device, taken, args.integer(1, 1, MAX_LENGTH))
        : acknowledge(device, taken);
    },
    execute: (device) => acknowledge(device, true),
    invalid: () => cms(303),
  },
  '+CMMS': setting('cmms', 0, 2),
  '+CMGS': {
    set: (device, args) => {
      const given = givenMessage(device, args);
      args.atMost(given.values);
      requireSim(device);
      return (dialogue) =>
        given.read(dialogue, (message) =>
          submitToNetwork(device, dialogue, '+CMGS', readSubmit(message), message),
        );
    },
    invalid: invalidMessage,
  },
};
