import type { Device } from '../device/device';
import type { Alteration } from '../faults/strike';

/** Writes what the AT interface says, framed as V.250 5.7.1 and the model have it. */
export class Output {
  constructor(
    private readonly device: Device,
    private readonly write: (text: string) => void,
  ) {}

  echo(octet: number, always = false): void {
    if (this.device.settings.echo || always) {
      this.write(String.fromCharCode(octet));
    }
  }

  prompt(): void {
    this.write(this.device.dialect.prompt);
  }

  /** Information text, or an unsolicited result code. */
  information(lines: readonly string[], alteration: Alteration): void {
    const shown = alteration.replace ?? lines;
    if (shown.length > 0) {
      const { lineEnd } = this.device.dialect;
      const text = `${shown.join(lineEnd)}${lineEnd}`;
      this.#altered(this.device.settings.verbose ? `${lineEnd}${text}` : text, alteration);
    }
  }

  /** A final result. */
  result(text: string, alteration: Alteration): void {
    const { quiet, verbose } = this.device.settings;
    if (quiet) {
      return;
    }
    if (verbose) {
      this.information([text], alteration);
    } else if (!alteration.replace) {
      this.#altered(numeric(text), alteration);
    }
  }

  #altered(text: string, { keep, double }: Alteration): void {
    const lead = text.length - text.trimStart().length;
    const whole = keep === undefined ? text : text.slice(0, lead + keep);
    this.write(double ? whole + whole : whole);
  }
}

/** ATV0, V.250 5.7.1: final results as a number and a carriage return. */
function numeric(text: string): string {
  const code = { OK: '0', 'NO CARRIER': '3', ERROR: '4' }[text];
  return code ? `${code}\r` : `${text}\r\n`;
}
