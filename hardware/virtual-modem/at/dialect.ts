/** How a model differs on the line. */
export interface Dialect {
  /** What asks for the PDU (27.005 3.5.1); some leave out the space or a line end. */
  prompt: string;
  /** false: ESC at the prompt is one more character of the PDU. */
  escapeAborts: boolean;
  /** true: the PDU is echoed even with the echo off. */
  echoesPdu: boolean;
  /** true: an octet that comes while a command is at work ends it with ERROR, as V.250 5.6.1 allows; CR after Ctrl-Z does. */
  octetsAbort: boolean;
  /** Ends each line. */
  lineEnd: '\r\n' | '\n' | '\r';
  /** Octets handed over at a time; 0 is all at once. */
  fragment: number;
  /** false: `+CREG: 2,1,0A,3799B`. */
  quotesCells: boolean;
  /** What it says on its own after power came, one line each. */
  bootBanner: readonly string[];
  /** Command lines after power came that it neither echoes nor answers while it finds the rate of the line. */
  deafTo: number;
  /** Milliseconds after the boot banner, and after AT+CFUN=1, in which the SIM is busy: CME 14, CMS 314. */
  simBusyTime: number;
  /** What it says when the SIM has become ready. */
  readyBanner: readonly string[];
  /** The values of AT+CNMI <ds> that it knows. */
  reportRouting: readonly number[];
  /** Where status reports go with AT+CNMI <ds> 2: `received`, as most models do, is where messages go. */
  reportMemory: 'received' | 'SR';
  /** true: what AT+CNMI <mt> 2 hands over is stored and announced as well. */
  storesDirect: boolean;
  /** What it says when a message finds no room, such as `^SMMEMFULL: "SM"`. */
  memoryFull: string;
}

export const STANDARD_DIALECT: Dialect = {
  prompt: '\r\n> ',
  escapeAborts: true,
  echoesPdu: false,
  octetsAbort: false,
  lineEnd: '\r\n',
  fragment: 0,
  quotesCells: true,
  bootBanner: ['RDY', '+CFUN: 1', 'Call Ready', 'SMS Ready'],
  deafTo: 0,
  simBusyTime: 0,
  readyBanner: [],
  reportRouting: [0, 1, 2],
  reportMemory: 'received',
  storesDirect: false,
  memoryFull: '',
};
