import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machinesReadme } from './readme';

writeFileSync(join(__dirname, 'README.md'), machinesReadme());
