import path from 'node:path';
import type { RunnerName } from './host';
import { note, type Outcomes } from './outcome';
import { readMocha } from './read-mocha';
import { readTap } from './read-tap';

/** Runner of a test file in a process of its own: starts it, and reads its report. */
export interface Runner {
  /** Arguments of Node; `report` is the file that the report may be written to. */
  args(options: { file: string; report: string; modules: string }): string[];
  /** Packages that have to be installed beside the host. */
  readonly packages: Readonly<Record<string, string>>;
  read(written: { report: string; stdout: string; exitCode: number | null }): Outcomes;
}

export const RUNNERS: Readonly<Record<RunnerName, Runner>> = {
  'node-test': {
    args: ({ file, report }) => ['--test-reporter=tap', `--test-reporter-destination=${report}`, file],
    packages: {},
    read: ({ report }) => readTap(report),
  },
  tap: {
    args: ({ file }) => [file],
    packages: {},
    read: ({ stdout }) => readTap(stdout),
  },
  mocha: {
    args: ({ file, report, modules }) => [
      path.join(modules, 'mocha', 'bin', '_mocha'),
      ...['--no-config', '--no-package', '--exit', '--reporter', 'json'],
      ...['--reporter-option', `output=${report}`, '--timeout', '20000', file],
    ],
    packages: { mocha: '10.8.2' },
    read: ({ report }) => readMocha(report),
  },
  /** Asserts and ends with 0: the file is the test. */
  script: {
    args: ({ file }) => [file],
    packages: {},
    read({ exitCode }) {
      const outcomes: Outcomes = new Map();
      note(outcomes, ['(file)'], exitCode === 0 ? 'passed' : 'failed');
      return outcomes;
    },
  },
};
