import type { SettingTable } from '../setting';

/** Settings of the agent as a whole: on or off, its messages, its resources. */
export const AGENT_SETTINGS = {
  OTEL_CONFIG_FILE: {
    kind: 'text',
    unset: 'none: the environment counts',
    formerly: ['OTEL_EXPERIMENTAL_CONFIG_FILE'],
    description:
      "File of OpenTelemetry's declarative configuration, YAML or JSON (docs/configuration.md). It stands in the place of all other variables; these count only where the file refers to them.",
    common: true,
  },
  OTEL_SDK_DISABLED: {
    kind: 'boolean',
    default: false,
    description: 'Turns the agent off: nothing is loaded, nothing is patched.',
    common: true,
  },
  OTEL_LOG_LEVEL: {
    kind: 'word',
    words: ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'],
    alias: { off: 'none', warning: 'warn', trace: 'verbose' },
    default: 'info',
    description:
      'How much the agent says on stderr. `debug` names every decision; `none` silences it. `off`, `warning` and `trace` are taken as none, warn and verbose.',
    common: true,
  },
  OTEL_AGENT_BANNER: {
    kind: 'switch',
    default: true,
    description:
      'One line on stderr with the signals and their target, once the first span ended or the process is 2 s old.',
  },
  OTEL_AGENT_PRINT_CONFIG: {
    kind: 'word',
    words: ['text', 'json'],
    unset: 'off',
    description:
      'Prints the effective configuration of the preloaded process on stdout and ends it before the app runs. `otel-agent --print-config -- CMD` sets it.',
    flag: false,
    hidden: true,
  },
  OTEL_AGENT_REPORT: {
    kind: 'switchOrFile',
    default: false,
    description:
      'Reports at the end of the process on traced libraries, queues and sampling: `on` or `stderr` as text on stderr; a path adds to that file, as JSON if its name ends in `.json` or `.jsonl`.',
  },
  OTEL_AGENT_PROFILE: {
    kind: 'text',
    hints: true,
    unset: 'on: a viewer on this machine that gets the telemetry may ask for a profile',
    description:
      'CPU profiles whose samples are joined with the active span (docs/profiles.md): `on-start:10s` writes one of the first 10 s into a `.cpuprofile` file of the working folder; `off` takes none, whoever asks.',
  },
  OTEL_AGENT_EXIT_TIMEOUT: {
    kind: 'duration',
    default: 500,
    description:
      'Longest delay of the end of the process to deliver its last spans, metrics and logs. Not with OTEL_AGENT_LEAN=off.',
  },
  OTEL_AGENT_CODE_CACHE: {
    kind: 'text',
    unset: 'a folder of this user among the temporary files',
    description:
      "Folder, writable by this user alone, that keeps the agent's compiled code for the next process; `off` keeps none.",
  },
  OTEL_AGENT_MAX_BATCH_BYTES: {
    kind: 'bytes',
    default: 1024 * 1024,
    description:
      'Most bytes in a request, uncompressed; a larger span goes alone. A batch that a receiver refuses for its size is halved.',
  },
  OTEL_AGENT_MAX_QUEUE_BYTES: {
    kind: 'bytes',
    default: 16 * 1024 * 1024,
    description:
      'Most encoded bytes that wait for export, for each signal; by default at most a sixteenth of the memory that V8 or the container allows. A full queue drops the oldest items, counts and reports them.',
  },
  OTEL_AGENT_SPOOL: {
    kind: 'switchOrFolder',
    hints: true,
    default: false,
    description:
      'Keeps batches on disk that memory cannot hold, or that are left when a process ends while its receiver is away; this process or the next sends them. `on` uses a folder of this user among the temporary files; a path, a folder of this user in there. Not with OTEL_AGENT_LEAN=off.',
  },
  OTEL_AGENT_SPOOL_MAX_AGE: {
    kind: 'period',
    hints: true,
    default: 86_400_000,
    description: 'Longest stay on disk; older batches are dropped, counted and reported.',
  },
  OTEL_AGENT_SPOOL_MAX_BYTES: {
    kind: 'bytes',
    hints: true,
    min: 128 * 1024,
    default: 256 * 1024 * 1024,
    description: 'Most bytes that all processes of this user keep in the folder; the oldest leave first.',
  },
  OTEL_AGENT_SPOOL_SYNC: {
    kind: 'period',
    hints: true,
    default: 0,
    description:
      'Longest time until unacknowledged batches are on disk as well, so that a process killed by SIGKILL loses no more than that: `1s`. 0 writes only batches that memory cannot hold, or that are left at the end.',
  },
  OTEL_AGENT_PROCESS_ALLOW: {
    kind: 'globs',
    hints: true,
    unset: 'package managers, build tools and test runners are left alone',
    description:
      'Globs, separated by commas, of scripts that are instrumented although they look like a tool: `**/node_modules/jest/**`.',
  },
  OTEL_AGENT_PROCESS_DENY: {
    kind: 'globs',
    hints: true,
    unset: 'none',
    description: 'Globs, separated by commas, of scripts that are left alone: `migrate.js`, `scripts/**`.',
  },
  OTEL_AGENT_WORKERS: {
    kind: 'switch',
    default: true,
    description:
      "Instruments worker threads that run code of the app. A library's workers are left alone, unless OTEL_AGENT_PROCESS_ALLOW matches their script.",
  },
} as const satisfies SettingTable;
