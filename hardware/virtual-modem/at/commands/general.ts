import { CommandError, cme } from '../results';
import { factorySettings, type CharacterSet, type Settings } from '../../device/settings';
import { plain, type CommandHandlers, type CommandTable } from './command';
import { basicSetting, setting } from './settings';

const CHARACTER_SETS: readonly CharacterSet[] = ['GSM', 'IRA', 'UCS2'];

const use = (settings: Settings): Settings => structuredClone(settings);

const IGNORED: CommandHandlers = { set: () => undefined, execute: () => undefined };

const noCarrier = (): never => {
  throw new CommandError('final', 'NO CARRIER');
};
/** There are no calls here. */
const NO_CALL: CommandHandlers = { set: noCarrier, execute: noCarrier };

/** Basic commands of V.250, and what the modem says about itself (27.007 section 5). */
export const GENERAL: CommandTable = {
  E: basicSetting('echo', 1),
  Q: basicSetting('quiet', 1),
  V: basicSetting('verbose', 1),
  X: basicSetting('resultCodes', 4),
  '&C': basicSetting('carrierDetect', 1),
  '&D': basicSetting('terminalReady', 2),
  S: {
    read: ({ settings }, args) =>
      plain(String(settings.sRegisters.get(args.integer(0, 0, 255)) ?? 0).padStart(3, '0')),
    set: ({ settings }, args) => {
      settings.sRegisters.set(args.integer(0, 0, 255), args.integer(1, 0, 255, 0));
    },
  },
  Z: {
    set: (device) => {
      device.settings = use(device.storedSettings ?? factorySettings());
    },
    execute: (device) => {
      device.settings = use(device.storedSettings ?? factorySettings());
    },
  },
  '&F': {
    set: (device) => {
      device.settings = factorySettings();
    },
    execute: (device) => {
      device.settings = factorySettings();
    },
  },
  '&W': {
    set: (device) => {
      device.storedSettings = use(device.settings);
    },
    execute: (device) => {
      device.storedSettings = use(device.settings);
    },
  },
  I: {
    set: ({ identity }) => plain(identity.manufacturer, identity.model, `Revision: ${identity.revision}`),
    execute: ({ identity }) => plain(identity.manufacturer, identity.model, `Revision: ${identity.revision}`),
  },
  H: IGNORED,
  // V.250 6.3.13, 6.3.14, 6.3.2, 6.3.3: loudspeaker, tone and pulse dialling.
  L: IGNORED,
  M: IGNORED,
  T: IGNORED,
  P: IGNORED,
  A: NO_CALL,
  O: NO_CALL,
  D: NO_CALL,
  '+CHUP': { execute: () => undefined },
  '+GMI': { execute: ({ identity }) => plain(identity.manufacturer) },
  '+GMM': { execute: ({ identity }) => plain(identity.model) },
  '+GMR': { execute: ({ identity }) => plain(identity.revision) },
  '+GSN': { execute: ({ identity }) => plain(identity.imei) },
  '+CGMI': { execute: ({ identity }) => plain(identity.manufacturer) },
  '+CGMM': { execute: ({ identity }) => plain(identity.model) },
  '+CGMR': { execute: ({ identity }) => plain(identity.revision) },
  '+CGSN': { execute: ({ identity }) => plain(identity.imei) },
  '+GCAP': { execute: () => '+CGSM' },
  '+CMEE': setting('cmee', 0, 2),
  '+CSCS': {
    test: `(${CHARACTER_SETS.map((set) => `"${set}"`).join(',')})`,
    read: ({ settings }) => `"${settings.cscs}"`,
    set: ({ settings }, args) => {
      const name = args.string(0).toUpperCase();
      const set = CHARACTER_SETS.find((known) => known === name);
      if (!set) {
        throw cme(50);
      }
      settings.cscs = set;
    },
  },
  '+IPR': setting('ipr', 0, 4_000_000),
  '+IFC': {
    test: '(0-2),(0-2)',
    read: ({ settings }) => settings.ifc.join(','),
    set: ({ settings }, args) => {
      settings.ifc = [args.integer(0, 0, 2, settings.ifc[0]), args.integer(1, 0, 2, settings.ifc[1])];
    },
  },
};
