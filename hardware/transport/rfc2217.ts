import { Transform, type TransformCallback } from 'node:stream';

const IAC = 255;
const DONT = 254;
const DO = 253;
const WONT = 252;
const WILL = 251;
const SB = 250;
const SE = 240;
/** Telnet options: RFC 856 binary, RFC 858 suppress go ahead, RFC 2217 COM port control. */
const BINARY = 0;
const SUPPRESS_GO_AHEAD = 3;
const COM_PORT = 44;
const WANTED = new Set([BINARY, SUPPRESS_GO_AHEAD, COM_PORT]);

/** Longest subnegotiation that is kept; what is longer is skipped. */
const LONGEST_OPTION = 64;

const escaped = (octets: readonly number[]): number[] =>
  octets.flatMap((octet) => (octet === IAC ? [IAC, IAC] : [octet]));

const comPort = (command: number, ...values: number[]): number[] => [
  IAC,
  SB,
  COM_PORT,
  command,
  ...escaped(values),
  IAC,
  SE,
];

/** What a client says first: it wants to control the port, in both directions eight bits wide. */
export const GREETING = Buffer.from([
  ...[IAC, WILL, COM_PORT, IAC, WILL, BINARY, IAC, DO, BINARY],
  ...[IAC, WILL, SUPPRESS_GO_AHEAD, IAC, DO, SUPPRESS_GO_AHEAD],
]);

/** SET-BAUDRATE, then eight data bits, no parity, one stop bit, no flow control (RFC 2217 section 3). */
export function lineSettings(baudRate: number): Buffer {
  const rate = [24, 16, 8, 0].map((shift) => (baudRate >>> shift) & 0xff);
  return Buffer.from([
    ...comPort(1, ...rate),
    ...comPort(2, 8),
    ...comPort(3, 1),
    ...comPort(4, 1),
    ...comPort(5, 1),
  ]);
}

/** Octets as they go to the other end: 255 doubled. */
export function escapeTelnet(octets: Buffer): Buffer {
  return octets.includes(IAC) ? Buffer.from(escaped([...octets])) : octets;
}

/** Takes the telnet commands out of what comes, and answers those that ask for an answer. */
export class TelnetDecoder extends Transform {
  private state: 'data' | 'command' | 'option' | 'subnegotiation' | 'subnegotiationCommand' = 'data';
  private verb = 0;
  private skipped = 0;
  private readonly answered = new Set<string>();

  /** @param onAccepted the other end lets us control the port */
  constructor(
    private readonly reply: (octets: Buffer) => void,
    private readonly onAccepted: () => void,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    const data = Buffer.allocUnsafe(chunk.length);
    let size = 0;
    for (const octet of chunk) if (this.step(octet)) data[size++] = octet;
    callback(null, data.subarray(0, size));
  }

  /** Whether the octet is data. */
  private step(octet: number): boolean {
    switch (this.state) {
      case 'data':
        if (octet !== IAC) return true;
        this.state = 'command';
        return false;
      case 'command':
        return this.command(octet);
      case 'option':
        this.state = 'data';
        this.negotiate(this.verb, octet);
        return false;
      case 'subnegotiation':
        if (octet === IAC) this.state = 'subnegotiationCommand';
        else if (++this.skipped > LONGEST_OPTION) this.state = 'data';
        return false;
      case 'subnegotiationCommand':
        this.state = octet === SE ? 'data' : 'subnegotiation';
        return false;
    }
  }

  private command(octet: number): boolean {
    this.state = 'data';
    if (octet === IAC) return true;
    if (octet === SB) {
      this.skipped = 0;
      this.state = 'subnegotiation';
    } else if (octet >= WILL) {
      this.verb = octet;
      this.state = 'option';
    }
    return false;
  }

  /** Answers each request once, as RFC 854 wants it, lest two ends agree with each other for ever. */
  private negotiate(verb: number, option: number): void {
    if (verb === DO && option === COM_PORT) this.onAccepted();
    const key = `${verb} ${option}`;
    if (this.answered.has(key) || WANTED.has(option)) return;
    this.answered.add(key);
    if (verb === DO) this.reply(Buffer.from([IAC, WONT, option]));
    if (verb === WILL) this.reply(Buffer.from([IAC, DONT, option]));
  }
}
