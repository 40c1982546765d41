import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { machinesReadme } from '../../machines/readme';

it('machines/README.md shows the machines as they are (npm run diagrams)', () => {
  const written = readFileSync(join(__dirname, '../../machines/README.md'), 'utf8');
  expect(written).toBe(machinesReadme());
});
