import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('the README of the virtual modem shows a test that runs here', () => {
  const readme = readFileSync(join(__dirname, '../../../../hardware/virtual-modem/README.md'), 'utf8');
  const example = readFileSync(join(__dirname, 'door-alarm.test.ts'), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
});
