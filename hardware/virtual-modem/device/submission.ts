import { decodePdu, PduError, type Submit, type Tpdu } from '../../../src/sms';
import type { Dialogue } from '../at/commands/command';
import type { Device } from './device';
import { withFaults } from '../faults/strike';
import { cms, type CommandError } from '../at/results';
import type { SimState } from './sim';

/** A TPDU as the host gave it. */
export interface GivenPdu {
  /** Octets after the SCA. */
  length: number;
  pdu: string;
}

const SIM_ERRORS: Record<Exclude<SimState, 'READY'> | 'BUSY', number> = {
  BUSY: 314,
  ABSENT: 310,
  'SIM PIN': 311,
  'SIM PUK': 316,
  BLOCKED: 313,
};

/** Throws CMS 310, 311, 313, 314 or 316 unless the SIM can be used. */
export function requireSim({ simState: state }: Device): void {
  if (state !== 'READY') {
    throw cms(SIM_ERRORS[state]);
  }
}

/** Reads a PDU in the given direction. Throws CMS 304 for one that is none, or whose length is not that announced. */
export function readGivenPdu(given: GivenPdu, direction: 'mo' | 'mt'): Tpdu {
  const octets = given.pdu.length / 2;
  const serviceCentre = 1 + parseInt(given.pdu.slice(0, 2), 16);
  if (octets - serviceCentre !== given.length) {
    throw cms(304);
  }
  try {
    return decodePdu(given.pdu, { direction });
  } catch (error) {
    throw error instanceof PduError ? cms(304) : error;
  }
}

/** As readGivenPdu, for an SMS-SUBMIT. */
export function readSubmit(given: GivenPdu): Submit {
  const tpdu = readGivenPdu(given, 'mo');
  if (tpdu.type !== 'SMS-SUBMIT') {
    throw cms(304);
  }
  return tpdu;
}

/** Submits to the network and finishes the dialogue with `name` and TP-MR, or with a CMS error. */
export function submitToNetwork(
  device: Device,
  dialogue: Dialogue,
  name: '+CMGS' | '+CMSS',
  submit: Submit,
  given: GivenPdu,
  accepted: () => void = () => undefined,
): void {
  const { network, radio, networkTime } = device;
  const occasion = { phase: 'submit', command: dialogue.command, to: submit.address } as const;
  const send = (): void => {
    const obstacle = obstacleOf(device, submit);
    if (obstacle) {
      dialogue.finish(obstacle);
      return;
    }
    networkTime.wait(() => {
      if (!radio.registered) {
        dialogue.finish(cms(332));
        return;
      }
      const taken = network.accept(device, () => device.nextReference(), submit, given);
      if (typeof taken === 'number') {
        dialogue.finish(cms(taken));
        return;
      }
      accepted();
      dialogue.finish({ lines: [`${name}: ${taken.mr}`], to: submit.address });
    });
  };
  withFaults(device, occasion, send, (ending) => dialogue.finish(ending));
}

function obstacleOf(device: Device, submit: Submit): CommandError | undefined {
  if (submit.smsc === undefined && device.serviceCentre === '') {
    return cms(330);
  }
  return device.radio.registered ? undefined : cms(331);
}
