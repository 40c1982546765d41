import { measureThroughput, type Throughput } from './throughput';

/** Share of what the line or the network allows that has to be reached. */
const GOAL = 0.95;

/**
 * How much of the line a queue of 500 single-segment messages of 39 characters uses, the daemon and the virtual modem in
 * processes of their own, everything durable. Run with `npm run bench:modem`; exits with 1 where a goal is missed.
 */
async function main(): Promise<void> {
  const results = [
    report('115200 baud', await measureThroughput(500, { baud: 115_200 })),
    report('50 ms of network time', await measureThroughput(500, { networkMs: 50 })),
    report('9600 baud', await measureThroughput(500, { baud: 9_600 })),
  ];
  if (results.includes(false)) process.exitCode = 1;
}

/** Prints a figure beside its goal; false where it is missed. */
function report(what: string, { messages, rate, limit }: Throughput): boolean {
  const reached = rate / limit >= GOAL;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  process.stdout.write(
    `${messages} messages, ${what.padEnd(22)} ${rate.toFixed(2)} of ${limit.toFixed(2)} a second, ` +
      `${percent(rate / limit)}  goal: ${percent(GOAL)}${reached ? '' : '  MISSED'}\n`,
  );
  return reached;
}

void main();
