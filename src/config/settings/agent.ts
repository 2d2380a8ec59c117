import type { SettingTable } from '../setting';

/** The agent as a whole: on or off, what it says, what it may use. */
export const agentSettings = {
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
    description: 'How much the agent says on stderr. `debug` names every decision; `none` silences it.',
    common: true,
  },
  OTEL_AGENT_BANNER: {
    kind: 'switch',
    default: true,
    description:
      'One line on stderr that says what is on, once the first span ended or the process is 2 s old.',
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
  OTEL_AGENT_EXIT_TIMEOUT: {
    kind: 'duration',
    default: 500,
    description: 'How long the end of the process may be put off to hand over what is still buffered.',
  },
  OTEL_AGENT_CODE_CACHE: {
    kind: 'text',
    unset: 'a folder of this user among the temporary files',
    description:
      "Folder, writable by this user alone, where the agent's compiled code is kept for the next process; `off` keeps none.",
  },
  OTEL_AGENT_MAX_QUEUE_BYTES: {
    kind: 'bytes',
    default: 16 * 1024 * 1024,
    description:
      'How many encoded bytes may wait for export, for each signal. What does not fit is dropped, counted and reported.',
  },
  OTEL_AGENT_PROCESS_ALLOW: {
    kind: 'text',
    unset: 'package managers, build tools and test runners are left alone',
    description:
      'Globs, separated by commas, of scripts that are instrumented although they look like a tool: `**/node_modules/jest/**`.',
  },
  OTEL_AGENT_PROCESS_DENY: {
    kind: 'text',
    unset: 'none',
    description: 'Globs, separated by commas, of scripts that are left alone: `migrate.js`, `scripts/**`.',
  },
  OTEL_AGENT_WORKERS: {
    kind: 'switch',
    default: true,
    description:
      'Worker threads that run code of the app are instrumented. Those that serve a library are not, unless OTEL_AGENT_PROCESS_ALLOW matches their script.',
  },
} as const satisfies SettingTable;
