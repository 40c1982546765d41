import type { SerialBinding, SerialBindingPort } from '../../hardware/transport/binding';

export type Answer = string | ((written: string) => string | undefined);

const GENERIC_ANSWERS: readonly [string, string][] = [
  ['AT', 'OK'],
  ['ATE0', 'OK'],
  ['AT+CMEE=1', 'OK'],
  ['AT+CGMI', 'ACME\r\n\r\nOK'],
  ['AT+CGMM', 'M1\r\n\r\nOK'],
  ['AT+CGMR', '1.0\r\n\r\nOK'],
  ['AT+CGSN', '490154203237518\r\n\r\nOK'],
  ['AT+CMGF=0', 'OK'],
  ['AT+CMGF?', '+CMGF: 0\r\n\r\nOK'],
  ['AT+CMMS=2', 'OK'],
  ['AT+CPIN?', '+CPIN: READY\r\n\r\nOK'],
  ['AT+CREG=1', 'OK'],
  ['AT+CREG?', '+CREG: 1,1\r\n\r\nOK'],
  ['AT+CSMS=1', 'ERROR'],
  ['AT+CNMA=2', '+CMS ERROR: 340'],
  ['AT+CNMI=?', '+CNMI: (0-2),(0-3),(0,2,3),(0-2),(0,1)\r\n\r\nOK'],
  ['AT+CNMI=2,1,0,2,0', 'OK'],
  ['AT+CNMI?', '+CNMI: 2,1,0,2,0\r\n\r\nOK'],
  ['AT+CPMS?', '+CPMS: "SM",0,30,"SM",0,30,"SM",0,30\r\n\r\nOK'],
  ['AT+CPMS="SM"', '+CPMS: 0,30,0,30,0,30\r\n\r\nOK'],
  ['AT+CMGL=4', 'OK'],
  ['AT+CSQ', '+CSQ: 17,99\r\n\r\nOK'],
  ['AT+COPS?', '+COPS: 0,0,"ACME",7\r\n\r\nOK'],
];

/** Bytes for bytes: a port on which a script answers, under a real SerialPortStream. */
export class ScriptedPort {
  /** What was written, cut after each CR, 0x1A and ESC; the line end is left out, 0x1A and ESC are not. */
  readonly written: string[] = [];
  readonly binding: SerialBinding;
  /** What opening it fails with. */
  openError: Error | undefined;
  /** What the next write fails with; none of its bytes get through. */
  writeError: Error | undefined;
  /** Repeats all that is written to it, as with ATE1. */
  echo = false;
  /** Changes what it says: garbles, splits, adds. */
  mangle: (bytes: string) => string[] = (bytes) => [bytes];
  private readonly answers = new Map<string, Answer>(GENERIC_ANSWERS);
  private unread: Buffer[] = [];
  private partial = '';
  private reader: { wake: () => void; fail: (error: Error) => void } | undefined;
  /** Somebody has it open. */
  open = false;

  constructor(readonly path = '/dev/scripted') {
    this.binding = {
      list: async () => [],
      open: async (options) => {
        if (this.openError) throw this.openError;
        this.open = true;
        this.unread = [];
        this.partial = '';
        return this.port(options as Required<typeof options>);
      },
    };
  }

  /** Sets what a command is answered by: result lines without the CRLF around them, or nothing. */
  answer(command: string, answer: Answer): this {
    this.answers.set(command, answer);
    return this;
  }

  /** Says bytes as they are. */
  say(bytes: string): void {
    for (const piece of this.mangle(bytes)) this.emit(piece);
  }

  private emit(bytes: string): void {
    this.unread.push(Buffer.from(bytes, 'latin1'));
    this.reader?.wake();
  }

  unplug(): void {
    this.reader?.fail(new Error('device reports readiness to read but returned no data'));
  }

  count(command: string): number {
    return this.written.filter((written) => written === command).length;
  }

  private take(bytes: Buffer): void {
    this.partial += bytes.toString('latin1');
    const pieces = this.partial.split(/(?<=[\r\x1a\x1b])/);
    this.partial = /[\r\x1a\x1b]$/.test(this.partial) ? '' : pieces.pop()!;
    for (const piece of pieces) this.react(piece.replace(/\r$/, ''));
  }

  private react(piece: string): void {
    this.written.push(piece);
    if (this.echo) this.emit(/[\x1a\x1b]$/.test(piece) ? piece : `${piece}\r`);
    const answer = this.answers.get(piece) ?? this.answers.get(piece.endsWith('\x1a') ? 'PDU' : '');
    const text = typeof answer === 'function' ? answer(piece) : answer;
    if (text === undefined || text === '') return;
    this.say(text.startsWith('\r') ? text : `\r\n${text}\r\n`);
  }

  private port(openOptions: SerialBindingPort['openOptions']): SerialBindingPort {
    const isOpen = (): boolean => this.open;
    return {
      openOptions,
      get isOpen() {
        return isOpen();
      },
      read: async (buffer, offset, length) => {
        if (this.unread.length === 0) {
          await new Promise<void>((wake, fail) => (this.reader = { wake, fail }));
          this.reader = undefined;
        }
        // one piece a read, as it was said
        const piece = this.unread.shift()!;
        const bytesRead = piece.copy(buffer, offset, 0, length);
        if (bytesRead < piece.length) this.unread.unshift(piece.subarray(bytesRead));
        return { buffer, bytesRead };
      },
      write: async (bytes) => {
        const error = this.writeError;
        this.writeError = undefined;
        if (error) throw error;
        this.take(bytes);
      },
      close: async () => {
        this.open = false;
        this.reader?.fail(Object.assign(new Error('canceled'), { canceled: true }));
      },
      drain: async () => undefined,
      flush: async () => undefined,
      get: async () => ({ cts: true, dsr: true, dcd: true }),
      set: async () => undefined,
      update: async () => undefined,
      getBaudRate: async () => ({ baudRate: openOptions.baudRate }),
    };
  }
}
