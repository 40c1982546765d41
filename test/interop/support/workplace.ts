import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import {
  serveOnPty,
  VirtualModem,
  VirtualNetwork,
  type AcceptedMessage,
  type ServedPty,
} from '../../../hardware/virtual-modem';
import { connectHost } from '../../../hardware/virtual-modem/ports/host-connection';
import { eventually } from '../../support/daemon-process';
import { locate, type Running } from './process';

export const RECIPIENT = '+447700900555';
export const SENDER = '+447700900777';
export const SHORT = 'Door open';
export const LONG = Array.from({ length: 20 }, (_, index) => `Zone ${index + 1} is open.`).join(' ');

/** Milliseconds until the status report: long enough that the program has the answer to AT+CMGS first. */
const REPORT_DELAY = 300;

/** Milliseconds that a program may take to do what it does in its own time. */
const PATIENCE = 30_000;

/** A virtual modem on a PTY, and a folder for the files of the program that is to use it. */
export class Workplace {
  /** Under /tmp whatever TMPDIR says: gnokii opens no long path. */
  readonly folder = mkdtempSync('/tmp/vm-');
  readonly link = join(this.folder, 'm');
  readonly network = new VirtualNetwork({
    reportDelay: REPORT_DELAY,
    ussd: (request) => (request === '*100#' ? 'Balance 5.00' : undefined),
  });
  readonly modem = new VirtualModem({ network: this.network });
  readonly #running: Running[] = [];
  #served: ServedPty | undefined;
  #seen = 0;

  async open(): Promise<void> {
    this.#served = await serveOnPty(this.modem, { link: this.link });
  }

  async close(): Promise<void> {
    for (const running of this.#running.reverse()) await running.stop();
    await this.#served?.close();
    this.network.close();
    rmSync(this.folder, { recursive: true });
  }

  /**
   * Puts the modem on a socket, too, for a program that opens and closes it at will. Between a socket and the terminal,
   * socat loses answers: where it is opened again at once, the process of the former connection still reads the terminal.
   */
  async listen(path: string): Promise<void> {
    const server = createServer((socket) => {
      const disconnect = connectHost(this.modem, {
        onData: (listener) => void socket.on('data', listener),
        write: (octets) => void (socket.writable && socket.write(octets)),
        pause: () => void socket.pause(),
        resume: () => void socket.resume(),
      });
      socket.on('error', () => undefined).once('close', disconnect);
    });
    await once(server.listen(path), 'listening');
    this.keep({ said: () => '', stop: () => new Promise((resolve) => server.close(() => resolve())) });
  }

  file(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  /** Stops it when the tests of the program are over. */
  keep(running: Running): Running {
    this.#running.push(running);
    return running;
  }

  /** What the network took since this was asked last; waits until the last segment is there. */
  async taken(): Promise<AcceptedMessage[]> {
    await this.until('the network to take a message', () => {
      const last = this.network.accepted[this.network.accepted.length - 1];
      const complete = last?.concat === undefined || last.concat.sequence === last.concat.total;
      return this.network.accepted.length > this.#seen && complete ? true : undefined;
    });
    const taken = this.network.accepted.slice(this.#seen);
    this.#seen = this.network.accepted.length;
    return taken;
  }

  until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
    return eventually(
      () => [what, ...this.#running.map(({ said }) => said().slice(-3000))].join('\n'),
      look,
      PATIENCE,
    );
  }
}

export const textOf = (messages: readonly AcceptedMessage[]): string =>
  messages.map(({ text }) => text).join('');

/** The tests of a program with a workplace of its own; skipped, saying what is missing, where it is not installed. */
export function describeProgram(
  name: string,
  needs: { programs: readonly string[]; packages: string },
  tests: (place: () => Workplace) => void,
): void {
  const missing = needs.programs.filter((program) => locate(program) === undefined);
  if (missing.length > 0) {
    describe.skip(`${name}: skipped, ${missing.join(', ')} not installed (Debian: ${needs.packages})`, () =>
      tests(() => {
        throw new Error('skipped');
      }));
    return;
  }
  describe(name, () => {
    let place: Workplace;
    beforeAll(async () => {
      place = new Workplace();
      await place.open();
    });
    afterAll(() => place.close());
    tests(() => place);
  });
}
