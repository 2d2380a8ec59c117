import { existsSync } from 'node:fs';
import path from 'node:path';
import { loadChunk } from '../../../agent/boot/chunks';
import { FLAGS_MARKER } from '../../../shared/config/read/sources';
import type { Command } from '../command';
import { settingsFrom } from '../setting-flags';
import { UsageError } from '../usage';

/** `otel-agent attach PID [settings]`: the agent in a process that is running already. */
export const attach: Command = {
  name: 'attach',
  usage: 'attach PID [settings]',
  describe: 'Put the agent into a Node.js process that is running already, and take it out again',
  flags: {
    detach: { describe: 'Take it out: the process is as before, and what was recorded is delivered' },
    for: { value: 'TIME', describe: 'Take it out after this time: 60s, 5m, 1h' },
    children: { describe: 'Also the Node.js processes below it, such as the workers of a cluster' },
  },
  files: { name: 'PID', describe: 'The process' },
  takesSettings: true,
  check(flags) {
    checkPids((flags.files as readonly (string | number)[]).map(String));
    if (flags.detach === true && flags.for !== undefined)
      throw new UsageError('--detach and --for do not go together');
    durationOf(flags.for as string | undefined);
  },
  async handler(flags) {
    const { runAttach } = await import('../../attach/run-attach.js');
    const settings = withFullPaths(settingsFrom(flags));
    const write = (line: string) => process.stderr.write(`otel-agent attach: ${line}\n`);
    if (flags.detach !== true) for (const problem of problemsOf(settings)) write(problem);
    const options = {
      pid: Number((flags.files as readonly (string | number)[])[0]),
      settings: withMarker(settings),
      isDetach: flags.detach === true,
      forMs: durationOf(flags.for as string | undefined),
      withChildren: flags.children === true,
    };
    const isDone = await runAttach(options, write);
    if (!isDone) process.exitCode = 1;
  },
};

function checkPids(pids: readonly string[]): void {
  const [pid, ...others] = pids;
  if (pid === undefined) throw new UsageError('give the process: otel-agent attach PID');
  const wrong = pids.find(given => !/^[1-9]\d*$/.test(given));
  if (wrong !== undefined) throw new UsageError(`${wrong} is no process id: otel-agent attach PID`);
  if (others.length > 0)
    throw new UsageError(`one process at a time, not ${pids.join(' and ')}: otel-agent attach ${pid}`);
}

/** Settings that name a file. */
const FILES = /^OTEL_(EXPERIMENTAL_)?CONFIG_FILE$|_(CERTIFICATE|CLIENT_KEY)$/;

/** Makes paths absolute: the process has a folder of its own. */
function withFullPaths(settings: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(settings).map(([name, given]) => {
    if (!FILES.test(name) || given.trim() === '') return [name, given];
    const file = path.resolve(given.trim());
    if (name.endsWith('CONFIG_FILE') && !existsSync(file))
      throw new UsageError(`--config-file=${given} is a file that does not exist (${file})`);
    return [name, file];
  });
  return Object.fromEntries(entries);
}

/** Words problems of the settings here, too: whoever attaches may not see what the process writes. */
function problemsOf(settings: Readonly<Record<string, string>>): string[] {
  return loadChunk<typeof import('../../../agent/print-config')>('print-config').flagProblems(settings);
}

/** Names the settings that are flags, so that messages about them do, too. */
function withMarker(settings: Readonly<Record<string, string>>): Record<string, string> {
  const names = Object.keys(settings);
  return names.length === 0 ? {} : { ...settings, [FLAGS_MARKER]: names.join(',') };
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
/** Longest time of Node's timers, 24 days. */
const MAX_MS = 2 ** 31 - 1 - 60_000;

function durationOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  const ms = Number(number) * UNITS_MS[unit]!;
  if (!(ms > 0 && ms <= MAX_MS))
    throw new UsageError(`--for needs a time such as 60s, 5m or 1h, not ${text}`);
  return ms;
}
