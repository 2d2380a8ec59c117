import { loadChunk } from '../../../agent/boot/chunks';
import { processEnvironment } from '../../../shared/config/read/sources';
import type { Command } from '../command';
import { describeCommand } from '../run/describe-command';
import { settingsFrom } from '../setting-flags';
import { UsageError } from '../usage';

/** `otel-agent --print-config [--json] [settings] [-- CMD]`: each setting's value and origin. */
export const printConfig: Command = {
  name: '',
  usage: '--print-config [--json] [settings] [-- CMD]',
  describe: 'Show each setting with its value and origin, here or in the process of a command',
  flags: {
    'print-config': { describe: 'Print every setting with its value and origin' },
    json: { describe: 'Print them as JSON', goesWith: 'print-config' },
  },
  takesSettings: true,
  async handler(flags) {
    if (flags['print-config'] !== true) throw new UsageError('give a command; see otel-agent --help');
    const settings = settingsFrom(flags);
    const format = flags.json === true ? 'json' : 'text';
    const words = flags['--'] as string[] | undefined;
    if (words === undefined) return printHere(settings, format);
    const [command, ...args] = words;
    if (command === undefined) throw new UsageError('give the command after --, or leave -- out');
    await describeCommand([command, ...args], settings, format);
  },
};

/** Prints what a process would use that was started here and now with these settings. */
function printHere(flags: Record<string, string>, format: 'text' | 'json'): void {
  const { describeConfig } = loadChunk<typeof import('../../../agent/print-config')>('print-config');
  const { page, exitCode } = describeConfig({ env: processEnvironment(), flags, format, entry: 'app.js' });
  process.stdout.write(page);
  process.exitCode = exitCode;
}
