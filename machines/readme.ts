import { diagramOf } from './diagram';
import { healthMachine } from './health.machine';
import { modemMachine } from './modem.machine';
import { routeMachine } from './route.machine';
import { submitMachine } from './submit.machine';

const MACHINES = [
  ['route.machine.ts', 'The way of one message, from the facts on disk to its next rest.', routeMachine],
  ['submit.machine.ts', 'One AT+CMGS exchange.', submitMachine],
  ['modem.machine.ts', 'The life of one modem.', modemMachine],
  ['health.machine.ts', 'Whether a gateway is worth offering a message to.', healthMachine],
] as const;

/** The text of machines/README.md, drawn from the machines themselves. */
export function machinesReadme(): string {
  const sections = MACHINES.map(
    ([file, what, machine]) => `## ${file}\n\n${what}\n\n${diagramOf(machine)}\n`,
  );
  return `# Machines

Written by \`npm run diagrams\` from the machines in this folder; a test fails when it is stale. The machines are pure: what
they do to the world is injected by \`src/dispatch/\`. \`otherwise\` is taken when no guard above it holds.

${sections.join('\n')}`;
}
