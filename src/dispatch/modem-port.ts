import type { Reception } from '../ports';

/** What a lane needs of a modem. The driver in `hardware/driver` implements it. */
export interface ModemPort {
  /** Resolves the port's name and opens it. Rejects with the likely cause in words. */
  open(): Promise<void>;
  /** Brings a modem in any state, left at the prompt included, to where it answers commands. */
  synchronise(): Promise<void>;
  /** Echo off, error codes on, identity read, profile chosen. */
  configure(): Promise<ModemIdentity>;
  /** Reads the state of the SIM, and enters the PIN where one is asked for and it is safe to. */
  checkSim(): Promise<SimState>;
  registration(): Promise<Registration>;
  /** PDU mode; asks for status reports and messages, and reads those that the modem has stored. Needs the SIM. */
  subscribe(): Promise<void>;
  /** Registration, signal and operator, and the time where it is wanted. After the first look each costs one command: they are asked for in turn. */
  status(): Promise<ModemStatus>;
  /** AT+CFUN=1,1. The modem reboots; its port may go and come back. */
  reset(): Promise<void>;
  /** Takes its power away and gives it back. Rejects where that is not configured, or went wrong. */
  cyclePower(): Promise<void>;
  /** Never rejects. */
  close(): Promise<void>;
  /** Writes `AT+CMGS=<length>` as soon as no other command is in flight, and tells what comes of it. */
  beginSubmit(length: number, tell: (event: SubmitEvent) => void): SubmitExchange;
  /** Sets who is told what the modem says of its own accord. */
  listen(listener: ModemListener): void;
}

/** One AT+CMGS exchange. It has no time limits of its own: whoever began it ends it with `abandon`. */
export interface SubmitExchange {
  /** Writes SCA, TPDU and 0x1A in one piece. Only once, and only after PROMPTED. */
  writePdu(pdu: string): void;
  /** Gives up waiting. The modem must be synchronised before its next command. */
  abandon(): void;
}

export type SubmitEvent =
  | { type: 'COMMAND_WRITTEN' }
  | { type: 'PROMPTED' }
  /** The PDU and its 0x1A have left. */
  | { type: 'PDU_WRITTEN' }
  /** Not one byte of the PDU was written. */
  | { type: 'PDU_NOT_STARTED'; detail: string }
  /** TP-MR of the +CMGS answer, 0..255; null where it could not be read. */
  | { type: 'REFERENCED'; reference: number | null }
  | { type: 'FAILED'; failure: ModemFailure }
  /** No answer will come: the port went, the modem rebooted, or the answer was lost. */
  | { type: 'LOST'; detail: string };

/** A final result code that says no (27.005 3.2.5, 27.007 9.2). */
export interface ModemFailure {
  kind: 'CMS' | 'CME' | 'ERROR';
  /** Absent where the modem answered in words. */
  code?: number;
  /** The line as it came. */
  text: string;
}

export interface ModemIdentity {
  manufacturer: string;
  model: string;
  revision: string;
  imei: string;
  /** Name of the quirk profile in use. */
  profile: string;
}

export type SimState =
  | { state: 'ready' }
  /** Asked again soon. */
  | { state: 'busy'; detail: string }
  /** Somebody has to do something: PIN, PUK, no SIM. */
  | { state: 'blocked'; detail: string };

/** What is remembered of a SIM PIN across restarts, without the PIN itself. */
export interface PinMemory {
  /** `entered`: it was, and what came of it is not known. `unknown`: whether it was is not remembered. */
  recall(pin: string): 'untried' | 'entered' | 'refused' | 'unknown';
  /** Resolves once it is on disk. To be called before the PIN is entered, and when the SIM refused it. */
  note(pin: string, state: 'entered' | 'refused'): Promise<void>;
  /** The SIM is unlocked: what was entered was right. */
  forget(): Promise<void>;
}

/** 27.007 7.2: 1 and 6 home, 5 and 7 roaming. */
export interface Registration {
  /** `untold`: the modem knows no question about it; it is used all the same. */
  state: 'registered' | 'untold' | 'searching' | 'denied' | 'idle';
  /** null where the modem does not tell. */
  roaming: boolean | null;
  /** The query and the state as the modem gave them, such as `+CREG 1`. */
  raw: string;
}

export interface ModemStatus extends Reception {
  registration: Registration;
}

export interface ModemListener {
  /** The port closed without having been told to. */
  lost(reason: string): void;
  /** A boot banner came. */
  rebooted(banner: string): void;
  /** An answer is overdue: nothing more is written until the modem is synchronised. */
  disturbed(reason: string): void;
  registration(registration: Registration): void;
  /** TP-MR of the exchange that was given up last: its +CMGS came after all. */
  answeredLate?(reference: number): void;
  /** The modem is to be asked for the time of its network. */
  wantsTime?(): boolean;
  /** Unix time in milliseconds by the modem's clock, right or not. */
  time?(at: number): void;
  /** SCA and TPDU in hexadecimal; the modem is told that it was taken when the promise resolves. */
  statusReport(pdu: string): Promise<void>;
  /** SCA and TPDU in hexadecimal; the modem is told that it was taken when the promise resolves. */
  deliver(pdu: string): Promise<void>;
}
