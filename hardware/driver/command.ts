import type { ModemFailure } from '../../src/dispatch/modem-port';

/** One AT command and how its answer is told from what the modem says of its own accord. */
export interface Command {
  /** Such as `AT+CREG?`, without line end. */
  text: string;
  /** Name of its information text, such as `+CREG`. Without it and without `bare`, the command has none. */
  answer?: string;
  /** Looks closer where an indication has the same name. */
  accepts?: (values: string) => boolean;
  /** Its information text may come without a name (AT+CGMM). */
  bare?: boolean;
  /** Each line of information text is followed by a PDU (AT+CMGR, AT+CMGL). */
  pduFollows?: boolean;
  /** A final result code before its information text answers something older. */
  marked?: boolean;
  /** The modem may leave out the final result code after the information text. */
  withoutFinal?: boolean;
  /** Longest wait for the final result code, in milliseconds, from the moment the command has left. */
  limit: number;
}

/** A line of information text, without its name. */
export interface Answer {
  values: string;
  pdu?: string;
}

/** The modem answered, and the answer is no. */
export class RefusedCommand extends Error {
  override name = 'RefusedCommand';
  constructor(
    command: string,
    readonly failure: ModemFailure,
  ) {
    super(`${command} was answered by ${failure.text}`);
  }
}

/** No answer came: silence, a port that closed, a reboot, or a line that must be synchronised first. */
export class UnansweredCommand extends Error {
  override name = 'UnansweredCommand';
}

/** The modem did not answer in time. */
export class OverdueCommand extends UnansweredCommand {
  override name = 'OverdueCommand';
}
