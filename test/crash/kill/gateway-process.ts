import { startSimulatedGateway, type Behaviour } from '../../../src/gateway/simulated-gateway';
import { pick, seededRandom } from '../random';

/** What the gateway is told by its parent; it answers `truth` with what it took. */
export type GatewayOrder = 'behave well' | 'truth';

/** Requests that are met with a behaviour drawn at random; all after them are answered. */
const DRAWN = 100_000;

const BEHAVIOURS: readonly (readonly [number, Behaviour])[] = [
  [60, 'answer'],
  [10, 'loseAnswer'],
  [4, 'resetInAnswer'],
  [4, 'hang'],
  [2, 'drip'],
  [4, 'resetBeforeRequest'],
  [4, { code: 40, description: 'try later' }],
  [2, { code: 25, description: 'no credits' }],
  [4, { status: 500 }],
  [3, { status: 302, headers: { location: '/elsewhere' } }],
  [3, { status: 200, body: '<html>captive portal</html>' }],
];

/** A gateway process that misbehaves at times, by the seed in its first argument, and remembers every stop_dup_id. */
async function main(): Promise<void> {
  const gateway = await startSimulatedGateway({ username: 'u', password: 'p' });
  const random = seededRandom(Number(process.argv[2]));
  const drawn = Array.from({ length: DRAWN }, () => pick(random, BEHAVIOURS));
  gateway.behave('answer', ...drawn, 'answer');
  process.on('message', (order: GatewayOrder) => {
    if (order === 'behave well') gateway.behave('answer');
    else process.send!(gateway.accepted.map(({ msisdn }) => msisdn));
  });
  process.send!(gateway.url);
}

void main();
