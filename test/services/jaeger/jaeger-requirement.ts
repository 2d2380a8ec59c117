import path from 'node:path';

import type { Requirement } from '../servers/service';

/** A real Jaeger 2, which its own module makes; its web pages are not in the module, its query API is. */
export const jaegerRequirement: Requirement = {
  name: 'jaeger',
  variable: 'TEST_JAEGER',
  build: {
    name: 'jaeger',
    tool: 'go',
    sources: path.join(__dirname, '..', 'go', 'jaeger'),
    command: [
      'go',
      'build',
      '-trimpath',
      '-ldflags=-s -w',
      '-o',
      'jaeger',
      'github.com/jaegertracing/jaeger/cmd/jaeger',
    ],
  },
  composePort: 16686,
};
