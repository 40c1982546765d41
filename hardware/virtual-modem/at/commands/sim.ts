import { toCharacterSet } from '../character-set';
import type { Device } from '../../device/device';
import { cme } from '../results';
import type { Sim, SimState } from '../../device/sim';
import { plain, type CommandTable } from './command';

const SIM_ERRORS: Record<Exclude<SimState, 'READY'> | 'BUSY', number> = {
  BUSY: 14,
  ABSENT: 10,
  'SIM PIN': 11,
  'SIM PUK': 12,
  BLOCKED: 13,
};

const PIN = /^\d{4,8}$/;
const PUK = /^\d{8}$/;

function requireSim({ simState: state }: Device): void {
  if (state !== 'READY') {
    throw cme(SIM_ERRORS[state]);
  }
}

/** What cannot be a code never reaches the card, and costs no try. */
function requireCode(code: string, form: RegExp): void {
  if (!form.test(code)) {
    throw cme(50);
  }
}

function requireRight(right: boolean): void {
  if (!right) {
    throw cme(16);
  }
}

function enterPin(device: Device, code: string, newPin: string | undefined): void {
  const { sim, simState } = device;
  switch (simState) {
    case 'SIM PIN':
      requireCode(code, PIN);
      requireRight(sim.verify(code));
      break;
    case 'SIM PUK':
      if (newPin === undefined) {
        throw cme(12);
      }
      requireCode(code, PUK);
      requireCode(newPin, PIN);
      requireRight(sim.unblock(code, newPin));
      break;
    case 'READY':
      throw cme(3);
    case 'BUSY':
    case 'ABSENT':
    case 'BLOCKED':
      throw cme(SIM_ERRORS[simState]);
  }
}

function lockFacility({ sim }: Device, facility: string, mode: number, pin: string): string | undefined {
  if (facility !== 'SC') {
    throw cme(4);
  }
  if (mode === 2) {
    return sim.asksForPin ? '1' : '0';
  }
  requireCode(pin, PIN);
  requireRight(sim.change(pin, { asksForPin: mode === 1 }));
  return undefined;
}

/** 27.007 8.65. */
const triesLeft = ({ pinTries, pukTries }: Sim): string[] => [
  `+CPINR: SIM PIN,${pinTries},3`,
  `+CPINR: SIM PUK,${pukTries},10`,
];

/** The SIM and its PIN (27.007 7 and 8). */
export const SIM: CommandTable = {
  '+CPIN': {
    read: ({ simState: state }) => {
      if (state === 'BUSY' || state === 'ABSENT' || state === 'BLOCKED') {
        throw cme(SIM_ERRORS[state]);
      }
      return state;
    },
    set: (device, args) => {
      args.atMost(2);
      enterPin(device, args.string(0), args.has(1) ? args.string(1) : undefined);
      return { afterwards: () => device.radioChanged() };
    },
  },
  '+CPINR': {
    execute: ({ sim }) => plain(...triesLeft(sim)),
    set: ({ sim }, args) => {
      const code = args.string(0);
      const line = triesLeft(sim).find((each) => each.startsWith(`+CPINR: ${code},`));
      if (!line) {
        throw cme(50);
      }
      return plain(line);
    },
  },
  '+CLCK': {
    test: '("SC")',
    set: (device, args) => {
      requireSim(device);
      return lockFacility(device, args.string(0).toUpperCase(), args.integer(1, 0, 2), args.string(2, ''));
    },
  },
  '+CPWD': {
    test: '("SC",8)',
    set: (device, args) => {
      requireSim(device);
      if (args.string(0).toUpperCase() !== 'SC') {
        throw cme(50);
      }
      const [old, pin] = [args.string(1), args.string(2)];
      requireCode(old, PIN);
      requireCode(pin, PIN);
      requireRight(device.sim.change(old, { pin }));
    },
  },
  '+CIMI': {
    execute: (device) => {
      requireSim(device);
      return plain(device.sim.imsi);
    },
  },
  '+CCID': {
    execute: (device) => {
      requireSim(device);
      return device.sim.iccid;
    },
  },
  '+CNUM': {
    execute: (device) => {
      requireSim(device);
      return `"","${toCharacterSet(device.number, device.settings.cscs)}",145`;
    },
  },
};
