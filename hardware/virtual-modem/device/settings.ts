export type CharacterSet = 'GSM' | 'IRA' | 'UCS2';

/** AT+CNMI, 27.005 3.4.1: how messages and reports are shown as they come. */
export interface NewMessageIndications {
  mode: number;
  mt: number;
  bm: number;
  ds: number;
  bfr: number;
}

/** AT+CSMP, 27.005 3.3.3: what an SMS-SUBMIT of text mode is written with, each 0..255. */
export interface TextModeParameters {
  /** The first octet. */
  fo: number;
  /** TP-VP, relative. */
  vp: number;
  pid: number;
  dcs: number;
}

/** What commands set and &F sets back; lost when the power goes, except what &W stored. */
export interface Settings {
  /** ATE, ATQ, ATV, ATX, AT&C, AT&D. */
  echo: number;
  quiet: number;
  verbose: number;
  resultCodes: number;
  carrierDetect: number;
  terminalReady: number;
  cmee: number;
  creg: number;
  cgreg: number;
  cereg: number;
  cnmi: NewMessageIndications;
  csms: number;
  /** 0 PDU mode, 1 text mode. */
  cmgf: number;
  csmp: TextModeParameters;
  csdh: number;
  cmms: number;
  cscs: CharacterSet;
  clip: number;
  clir: number;
  crc: number;
  ccwa: number;
  cusd: number;
  ctzu: number;
  ctzr: number;
  cops: number;
  copsFormat: number;
  ipr: number;
  /** AT+IFC: flow control by the TE, by the TA. */
  ifc: [number, number];
  sRegisters: Map<number, number>;
}

/** Settings whose value is one number. */
export type NumericSetting = {
  [Key in keyof Settings]: Settings[Key] extends number ? Key : never;
}[keyof Settings];

export function factorySettings(): Settings {
  return {
    echo: 1,
    quiet: 0,
    verbose: 1,
    resultCodes: 4,
    carrierDetect: 1,
    terminalReady: 2,
    cmee: 0,
    creg: 0,
    cgreg: 0,
    cereg: 0,
    cnmi: { mode: 0, mt: 0, bm: 0, ds: 0, bfr: 0 },
    csms: 0,
    cmgf: 0,
    // 27.005 3.3.3: SMS-SUBMIT with a relative validity of 24 hours.
    csmp: { fo: 17, vp: 167, pid: 0, dcs: 0 },
    csdh: 0,
    cmms: 0,
    cscs: 'GSM',
    clip: 0,
    clir: 0,
    crc: 0,
    ccwa: 0,
    cusd: 0,
    ctzu: 0,
    ctzr: 0,
    cops: 0,
    copsFormat: 0,
    ipr: 0,
    ifc: [0, 0],
    // V.250: S0 rings before answering, S3 CR, S4 LF, S5 backspace, S7 seconds to wait for a connection.
    sRegisters: new Map([
      [0, 0],
      [3, 13],
      [4, 10],
      [5, 8],
      [7, 60],
    ]),
  };
}
