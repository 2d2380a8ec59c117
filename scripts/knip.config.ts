import type { KnipConfig } from 'knip';
import { CHUNKS } from '../src/agent/boot/chunks';
import { standInFiles } from './build/change-upstream.mjs';

export default {
  entry: [
    ...standInFiles(),
    ...Object.values(CHUNKS)
      .flat()
      .map(file => `src/${file}`),
    'src/agent/boot/preload.ts',
    'src/agent/boot/start-guarded.ts',
    'src/agent/boot/guard/guard.ts',
    'src/agent/start.ts',
    'src/agent/wait/wait.ts',
    'src/viewer/receiver/files/thread/file-thread.ts',
    'src/viewer/ui/main.tsx',
    'src/tools/cli/main.ts',
    'src/bundler/bundler.ts',
    'src/agent/instrument/lean/*.ts',
    'src/agent/instrument/lean/{databases,genai,other,web}/*.ts',
    'src/agent/instrument/lean/functions/{aws-lambda,azure-functions,google-functions}.ts',
    'src/agent/instrument/lean/http/{http2,ws}.ts',
    'src/agent/instrument/channels/*.ts',
    'scripts/*.mjs',
    'bench/**/*.mjs',
    'test/**/*.test.ts',
    'test/services/global-*.ts',
    'test/hosts/main.ts',
    'test/ends/main.ts',
    'test/faults/main.ts',
    'test/faults/soak.ts',
    'test/hosts/suites/**/*.js',
    'test/fixtures/**',
  ],
  project: ['src/**/*.{ts,tsx}', 'scripts/**/*.mjs', 'bench/**/*.mjs', 'test/**/*.ts'],
  ignoreDependencies: [
    '@prisma/instrumentation',
    '@opentelemetry/winston-transport',
    '@opentelemetry/instrumentation-openai',
    // Comes with jest.
    '@jest/test-sequencer',
    'publint',
    'tsx',
  ],
  ignoreExportsUsedInFile: true,
  // Files of dist/ that lie beside this one there.
  ignoreUnresolved: ['./agent.js', './print-config.js', './wait.js'],
  ignore: [
    // Packages that tests install by themselves.
    'test/hosts/suites/**',
    'test/fixtures/cases/**',
    'test/fixtures/crash/**',
    'test/fixtures/test-runners/**',
    'test/fixtures/instrument/**',
    'test/fixtures/api/**',
    'test/fixtures/bundle/sdk/**',
    'test/fixtures/bundler/prisma.mjs',
    'test/fixtures/next-wrapped/**',
    'test/fixtures/tool-workers/**',
  ],
  ignoreBinaries: ['mkfifo', 'mount', 'umount', 'unshare'],
} satisfies KnipConfig;
