import type { Device } from '../../device/device';
import type { GivenPdu } from '../../device/submission';
import { numberOfType, UNKNOWN_TYPE } from '../address-type';
import type { Arguments } from '../arguments';
import { fromCharacterSet } from '../character-set';
import { cms, type CommandError } from '../results';
import { composeSubmit } from '../text-data';
import type { Dialogue } from './command';

/** Octets after the SCA that a PDU command may announce; the longest SMS-SUBMIT has fewer. */
export const MAX_LENGTH = 255;

/** 27.005 3.2.5: a parameter of PDU mode, or of text mode. */
export const invalidMessage = ({ settings }: Device): CommandError => cms(settings.cmgf === 1 ? 305 : 304);

/** A message that AT+CMGS or AT+CMGW is given. */
interface GivenMessage {
  /** How many values of the command say what it is. */
  values: number;
  /** Asks for it; ESC ends the dialogue. */
  read(dialogue: Dialogue, done: (message: GivenPdu) => void): void;
}

/** As AT+CMGF says: by its length, or by its recipient, which a draft can do without. */
export function givenMessage(device: Device, args: Arguments, isDraft = false): GivenMessage {
  return device.settings.cmgf === 1 ? givenText(device, args, isDraft) : givenPdu(args);
}

function givenPdu(args: Arguments): GivenMessage {
  const length = args.integer(0, 1, MAX_LENGTH);
  return {
    values: 1,
    read: (dialogue, done) => dialogue.readPdu(unlessAborted(dialogue, (pdu) => done({ length, pdu }))),
  };
}

/** The number of <da> and <toda>, with its `+`. */
export function recipient({ settings }: Device, args: Arguments, at: number, missing?: string): string {
  const number = fromCharacterSet(args.string(at, missing), settings.cscs);
  const type = args.integer(at + 1, 128, 255, UNKNOWN_TYPE);
  if (!/^(?:\+?[\d*#abc]{1,20})?$/i.test(number) || (number === '' && missing === undefined)) {
    throw args.invalid();
  }
  return numberOfType(number, type);
}

function givenText(device: Device, args: Arguments, isDraft: boolean): GivenMessage {
  const { settings } = device;
  const to = recipient(device, args, 0, isDraft ? '' : undefined);
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
