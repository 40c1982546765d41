import { fstatSync, writeSync } from 'node:fs';

/** Octets kept for a reader that is slower than the log; above it lines are lost. */
const MOST_UNREAD = 1024 * 1024;

const STDOUT = 1;

/** Where the lines of the log go. They may get lost, the daemon may not: a full disk or a dead reader is not its end. */
export function logDestination(): { write(line: string): void } {
  const found = fstatSync(STDOUT);
  const put = found.isFIFO() || found.isSocket() ? toReader() : toFile;
  let lost = 0;
  return {
    write(line) {
      if (lost > 0 && put(lossLine(lost))) lost = 0;
      if (lost > 0 || !put(line)) lost++;
    },
  };
}

const lossLine = (lost: number): string =>
  `${JSON.stringify({ level: 40, time: new Date().toISOString(), lost, msg: `${lost} lines of the log were lost here` })}\n`;

/** Returns false where it was lost. */
type Put = (line: string) => boolean;

const toFile: Put = (line) => {
  try {
    writeSync(STDOUT, line);
    return true;
  } catch {
    return false;
  }
};

function toReader(): Put {
  const { stdout } = process;
  let gone = false;
  stdout.removeAllListeners('error').on('error', () => (gone = true));
  return (line) => {
    if (gone || stdout.writableLength > MOST_UNREAD) return false;
    stdout.write(line);
    return true;
  };
}
