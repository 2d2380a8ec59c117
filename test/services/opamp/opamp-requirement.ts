import path from 'node:path';

import type { Requirement } from '../servers/service';

/** An OpAMP server made of opamp-go. */
export const opampRequirement: Requirement = {
  name: 'opamp',
  variable: 'TEST_OPAMP',
  build: {
    name: 'opamp',
    tool: 'go',
    sources: path.join(__dirname, '..', 'go', 'opamp'),
    command: ['go', 'build', '-trimpath', '-ldflags=-s -w', '-o', 'opamp', '.'],
  },
};
