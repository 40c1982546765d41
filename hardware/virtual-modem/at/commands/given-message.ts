import type { Device } from '../../device/device';
import type { GivenPdu } from '../../device/submission';
import { numberOfType, UNKNOWN_TYPE } from '../address-type';
import type { Arguments } from '../arguments';
import { fromCharacterSet } from '../character-set';
import { composeSubmit } from '../text-data';
import type { Dialogue } from './command';

/** Octets after the SCA that a PDU command may announce; the longest SMS-SUBMIT has fewer. */
const MAX_LENGTH = 255;

/** A message that AT+CMGS or AT+CMGW is given. */
interface GivenMessage {
  /** How many values of the command say what it is. */
  values: number;
  /** Asks for it; ESC ends the dialogue. */
  read(dialogue: Dialogue, done: (message: GivenPdu) => void): void;
}

/** As AT+CMGF says: by its length, or by its recipient. */
export function givenMessage(device: Device, args: Arguments): GivenMessage {
  return device.settings.cmgf === 1 ? givenText(device, args) : givenPdu(args);
}

function givenPdu(args: Arguments): GivenMessage {
  const length = args.integer(0, 1, MAX_LENGTH);
  return {
    values: 1,
    read: (dialogue, done) => dialogue.readPdu(unlessAborted(dialogue, (pdu) => done({ length, pdu }))),
  };
}

function givenText({ settings }: Device, args: Arguments): GivenMessage {
  const number = fromCharacterSet(args.string(0), settings.cscs);
  const to = numberOfType(number, args.integer(1, 128, 255, UNKNOWN_TYPE));
  return {
    values: 2,
    read: (dialogue, done) =>
      dialogue.readText(unlessAborted(dialogue, (text) => done(composeSubmit(to, text, settings)))),
  };
}

const unlessAborted =
  (dialogue: Dialogue, done: (given: string) => void) =>
  (given: string | undefined): void =>
    given === undefined ? dialogue.finish({}) : done(given);
