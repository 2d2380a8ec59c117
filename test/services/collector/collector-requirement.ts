import path from 'node:path';

import type { Requirement } from '../servers/service';

const BUILDER = 'go.opentelemetry.io/collector/cmd/builder@v0.161.0';

/** A real OpenTelemetry Collector, put together by the Collector builder from go/collector/collector-builder.yaml. */
export const collectorRequirement: Requirement = {
  name: 'collector',
  variable: 'TEST_OTELCOL',
  build: {
    name: 'otelcol',
    tool: 'go',
    sources: path.join(__dirname, '..', 'go', 'collector'),
    // Without --skip-get-modules the builder resolves versions anew and go.sum would guard nothing.
    // The builder hands Go flags of its own, so that those of the environment do not count.
    command: [
      'go',
      'run',
      BUILDER,
      '--config=collector-builder.yaml',
      '--skip-get-modules',
      '--gcflags=all=-l -dwarf=false',
    ],
  },
  composePort: 4317,
};
